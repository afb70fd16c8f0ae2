#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "fakes/temporary_directory.hpp"

namespace planekeeper::fakes {

/// Runs the openssl program in its own directory: an independent reading of the standards.
class OpensslProgram {
public:
    void write(const std::string& name, std::string_view content) const {
        std::ofstream(path_of(name), std::ios::binary) << content;
    }

    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file(path_of(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// Runs `openssl <arguments>` there and returns its output. A failing or missing program fails the test.
    [[nodiscard]] std::string run(const std::string& arguments) const {
        const std::string command = "cd '" + directory_.path() + "' && openssl " + arguments + " 2>&1 </dev/null";
        FILE* output = popen(command.c_str(), "r");
        if (output == nullptr) return {};
        std::string text;
        for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) text += static_cast<char>(c);
        const int status = pclose(output);
        EXPECT_EQ(status, 0) << "openssl " << arguments << "\n" << text;
        return text;
    }

private:
    [[nodiscard]] std::string path_of(const std::string& name) const { return directory_.path() + "/" + name; }

    TemporaryDirectory directory_;
};

}  // namespace planekeeper::fakes
