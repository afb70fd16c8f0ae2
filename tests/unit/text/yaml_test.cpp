#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "text/yaml.hpp"

namespace planekeeper::text::yaml_test {

using nlohmann::ordered_json;

TEST(YamlWriter, WritesBlockStyleInTheOrderGiven) {
    const ordered_json document{
        {"kind", 1}, {"host", {{"list", {"x", "z"}}, {"none", ordered_json::object()}}}, {"on-top", true}};
    EXPECT_EQ(yaml_text(document), "kind: 1\nhost:\n  list:\n    - x\n    - z\n  none: {}\non-top: true\n");
}

TEST(YamlWriter, WritesEmptyListsAndMapsInLists) {
    const ordered_json document{{"l", ordered_json::array()},
                                {"m", ordered_json::array({{{"p", "x"}, {"q", "w"}}, {{"r", "z"}}})}};
    EXPECT_EQ(yaml_text(document), "l: []\nm:\n  - p: x\n    q: w\n  - r: z\n");
}

class QuotedYaml : public testing::TestWithParam<const char*> {};

TEST_P(QuotedYaml, IsNotLeftToTheReader) {
    EXPECT_FALSE(is_plain_yaml(GetParam()));
    const auto text = yaml_text({{"k", GetParam()}});
    EXPECT_EQ(text.find("k: \""), 0U) << text;
    EXPECT_EQ(YAML::Load(text)["k"].as<std::string>(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Strings, QuotedYaml,
                         testing::Values("", "1", "0.5", "1e3", "0x1F", "0o17", "010", "1_000", "190:20:30", "-1", "+1",
                                         ".5", ".inf", ".NaN", "~", "null", "Null", "NULL", "true", "True", "yes",
                                         "Yes", "NO", "on", "Off", "y", "N", "=", "<<", "2001-01-01", "10.32.0.0/24",
                                         "127.0.0.1", "fe80", "deadbeef", "01234567-89ab", "abcdef01-2345", "a: b",
                                         "a #b", "#a", "a:", " a", "a ", "-", "- a", "---", "--", "--1", "...", "*a",
                                         "&a", "!a", "%a", "@a", "`a", "[a]", "{a}", "a\nb", "a\tb", "\"a\"", "'a'",
                                         "a\\b", "\xc3\xa4", "<masked>", "|", ">", "?a", ",a"));

class PlainYaml : public testing::TestWithParam<const char*> {};

TEST_P(PlainYaml, NeedsNoQuotes) {
    EXPECT_TRUE(is_plain_yaml(GetParam()));
    const auto text = yaml_text({{"k", GetParam()}, {"l", ordered_json::array({GetParam()})}});
    EXPECT_EQ(text, "k: " + std::string{GetParam()} + "\nl:\n  - " + GetParam() + "\n");
    EXPECT_EQ(YAML::Load(text)["k"].as<std::string>(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Strings, PlainYaml,
                         testing::Values("kube-apiserver", "/var/lib/kubernetes",
                                         "--etcd-servers=https://10.0.0.1:2379", "--feature-gates=A=true,B=false",
                                         "localhost/image:v1.20.1-abc", "runtime/default",
                                         "--authorization-mode=", "seccomp.security.alpha.kubernetes.io/pod", "v1",
                                         "system:nodes", "kubernetes-admin@kubernetes"));

}  // namespace planekeeper::text::yaml_test
