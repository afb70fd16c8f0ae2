#include <gtest/gtest.h>

#include <regex>

#include "facts/minors.hpp"
#include "texts.hpp"

// The first examples that a new user copies are valid, and of the newest minor that planekeeper knows.

namespace planekeeper::spec::testing::first_examples_test {
namespace {

struct Example {
    const char* name;
    const char* file;
    const char* begin;        ///< The line before the example.
    const char* end;          ///< The line after it.
    const char* prefix = "";  ///< In front of each of its lines.
};

constexpr Example examples[] = {
    {"conffile", "config/desired-state.yaml", "\n#\n", "#\n##   ", "# "},
    {"readme", "README.md", "```yaml\n", "```\n"},
    {"raspberry_pi", "docs/raspberry-pi.md", "```yaml\n", "```\n"},
    {"reference", "docs/desired-state.md", "```yaml\n", "```\n"},
    {"man_page", "docs/man/planekeeper.yaml.5.scd", "```\n", "```\n"},
};

[[nodiscard]] std::string text_of(const Example& example) {
    const std::string file = source_file(example.file);
    const auto begin = file.find(example.begin) + std::string_view{example.begin}.size();
    const std::string block = file.substr(begin, file.find(example.end, begin) - begin);
    return std::regex_replace(block, std::regex(std::string("(^|\n)") + example.prefix), "$1");
}

class FirstExample : public ::testing::TestWithParam<Example> {};

TEST_P(FirstExample, IsValidAndOfTheNewestMinor) {
    const auto parsed = parse_text(text_of(GetParam()));
    ASSERT_TRUE(parsed.state) << text_of(GetParam()) << all_texts(parsed);
    EXPECT_EQ(parsed.state->version.minor, kubernetes::newest_minor);
    EXPECT_EQ(parsed.state->node_name, "k8s-master");
    EXPECT_EQ(parsed.state->address, "192.168.10.50");
}

INSTANTIATE_TEST_SUITE_P(Each, FirstExample, ::testing::ValuesIn(examples),
                         [](const auto& example) { return example.param.name; });

/// A kubelet of the newest minor does not start with a removed flag.
TEST(FirstExamples, ThePageForThePiNamesTheRuntimeWhereTheKubeletReadsIt) {
    const std::string page = source_file("docs/raspberry-pi.md");
    const auto begin = page.find("ExecStart=/usr/local/bin/kubelet");
    ASSERT_NE(begin, std::string::npos);
    EXPECT_EQ(page.substr(begin, page.find("KillMode", begin) - begin).find("--container-runtime"), std::string::npos);
    EXPECT_NE(page.find("\ncontainerRuntimeEndpoint: unix:///run/containerd/containerd.sock\n"), std::string::npos);
}

}  // namespace
}  // namespace planekeeper::spec::testing::first_examples_test
