#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "editor.hpp"
#include "spec/desired_state_file.hpp"

namespace planekeeper::spec::testing {

inline constexpr std::string_view minimal =
    "apiVersion: planekeeper/v1alpha1\n"            // 1
    "kind: ControlPlaneNode\n"                      // 2
    "metadata:\n"                                   // 3
    "  name: k8s-master\n"                          // 4
    "spec:\n"                                       // 5
    "  kubernetesVersion: v1.20.1\n"                // 6
    "  address: 192.168.10.50\n"                    // 7
    "  etcd:\n"                                     // 8
    "    servers: [https://192.168.10.50:2379]\n";  // 9

/// The minimal file with more lines below spec, which begin in line 10.
[[nodiscard]] inline std::string minimal_with(std::string_view more) {
    return std::string(minimal) + std::string(more);
}

/// Also checks the JSON Schema against the reader: an editor underlines nothing that is valid.
[[nodiscard]] inline Parsed parse_text(std::string_view text) {
    auto parsed = parse(text, "test.yaml", {.architecture = "arm64"});
    if (parsed.state) {
        EXPECT_EQ(editor_problems(std::string(text)), "") << text;
    }
    return parsed;
}

[[nodiscard]] inline std::string all_texts(const Parsed& parsed) {
    std::string result;
    for (const auto& problem : parsed.problems) result += problem.text() + "\n";
    return result;
}

[[nodiscard]] inline std::string source_file(const std::string& path) {
    std::ifstream file(std::string(PLANEKEEPER_SOURCE_DIR) + "/" + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// True when there is exactly one of state, problems and inactive.
[[nodiscard]] inline bool one_outcome(const Parsed& parsed) {
    return int{parsed.state.has_value()} + int{!parsed.problems.empty()} + int{parsed.inactive} == 1;
}

}  // namespace planekeeper::spec::testing
