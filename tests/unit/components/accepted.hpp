#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Compares whole texts with files, as people read them in a review. After an intended change PLANEKEEPER_ACCEPT=1
// rewrites the files; the test still fails once, so that nobody takes a rewrite for a pass.

namespace planekeeper::kubernetes::test {

inline std::filesystem::path source_directory() { return PLANEKEEPER_SOURCE_DIR; }

inline std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void hold_against(const std::filesystem::path& accepted, const std::string& text) {
    if (read(accepted) == text) return;
    if (std::getenv("PLANEKEEPER_ACCEPT") != nullptr) {
        std::filesystem::create_directories(accepted.parent_path());
        std::ofstream(accepted, std::ios::binary) << text;
        ADD_FAILURE() << accepted << " was rewritten; look at the difference and run the test again";
        return;
    }
    EXPECT_EQ(text, read(accepted)) << "differs from " << accepted
                                    << "; PLANEKEEPER_ACCEPT=1 takes it as the new truth";
}

}  // namespace planekeeper::kubernetes::test
