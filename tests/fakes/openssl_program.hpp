#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace planekeeper::fakes {

/// Runs the openssl program in its own directory: an independent reading of the standards.
class OpensslProgram {
public:
    OpensslProgram() {
        std::string name = (std::filesystem::temp_directory_path() / "pki-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary directory";
        directory_ = name;
    }
    OpensslProgram(const OpensslProgram&) = delete;
    OpensslProgram& operator=(const OpensslProgram&) = delete;
    ~OpensslProgram() {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    void write(const std::string& name, std::string_view content) const {
        std::ofstream(directory_ / name, std::ios::binary) << content;
    }

    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file(directory_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// Runs `openssl <arguments>` there and returns its output. A failing or missing program fails the test.
    [[nodiscard]] std::string run(const std::string& arguments) const {
        const std::string command = "cd '" + directory_.string() + "' && openssl " + arguments + " 2>&1 </dev/null";
        FILE* output = popen(command.c_str(), "r");
        if (output == nullptr) return {};
        std::string text;
        for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) text += static_cast<char>(c);
        const int status = pclose(output);
        EXPECT_EQ(status, 0) << "openssl " << arguments << "\n" << text;
        return text;
    }

private:
    std::filesystem::path directory_;
};

}  // namespace planekeeper::fakes
