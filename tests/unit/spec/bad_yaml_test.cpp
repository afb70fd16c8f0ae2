#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "texts.hpp"

// Files that are no valid YAML: each problem has its exact place.

namespace planekeeper::spec::testing::bad_yaml_test {
namespace {

using ::testing::HasSubstr;

struct BadText {
    std::string_view name;
    std::string text;
    std::string wanted;  ///< part of the problem's text, place first
};

class BadYaml : public ::testing::TestWithParam<BadText> {};

TEST_P(BadYaml, IsReportedWithItsPlace) {
    const auto parsed = parse_text(GetParam().text);
    EXPECT_TRUE(one_outcome(parsed));
    EXPECT_FALSE(parsed.state);
    EXPECT_THAT(all_texts(parsed), HasSubstr(GetParam().wanted));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadYaml,
    ::testing::Values(
        BadText{"Anchor", minimal_with("  taints: &t []\n"), ":10:11: spec.taints: the anchor \"&t\" is not allowed"},
        BadText{"Alias", minimal_with("  pki: &p {}\n  runtime: *p\n"),
                ":11:12: spec.runtime: an alias is not allowed"},
        BadText{"UndefinedAlias", minimal_with("  runtime: *p\n"),
                ":10:12: not valid YAML: the referenced anchor is not defined"},
        BadText{"MergeKey", minimal_with("  <<: {pki: {}}\n"), ":10:3: spec: a merge key (<<) is not allowed"},
        BadText{"StandardTag", minimal_with("  runtime: !!map {}\n"),
                ":10:12: spec.runtime: the tag \"!!map\" is not allowed"},
        BadText{"OwnTag", minimal_with("  pki: {directory: !foo /x}\n"),
                ":10:20: spec.pki.directory: the tag \"!foo\""},
        BadText{"BareTag", minimal_with("  pki: {directory: ! /x}\n"), ":10:20: spec.pki.directory: the tag \"!\""},
        BadText{"TagOnAKey", minimal_with("  !!str pki: {}\n"), ":10:3: spec: the tag \"!!str\" is not allowed"},
        BadText{"DuplicateKey", minimal_with("  address: 192.168.10.51\n"),
                ":10:3: spec: the key \"address\" is here twice, first in line 7 (keep one of them)"},
        BadText{"DuplicateQuotedKey", minimal_with("  \"address\": 192.168.10.51\n"),
                ":10:3: spec: the key \"address\" is here twice"},
        BadText{"ListAsKey", minimal_with("  ? [a]\n  : b\n"), ":10:5: spec: a key must be text"},
        BadText{"MapAsKey", minimal_with("  {a: b}: c\n"), ":10:3: spec: a key must be text"},
        BadText{"NullKey", minimal_with("  ~: c\n"), ":10:3: spec: a key must be text"},
        BadText{"EmptyKey", minimal_with("  \"\": c\n"), ":10:3: spec: a key must be text"},
        BadText{"SecondDocument", minimal_with("---\na: b\n"), ":10:1: a second document starts here"},
        BadText{"EmptySecondDocument", minimal_with("---\n"), ":10:1: a second document starts here"},
        BadText{"ContentBesideTheDocument", "- a\nb: c\n", ":2:1: this does not belong to what stands before it"},
        BadText{"CommaAtTheTop", ",a\n", "test.yaml:1:"},
        BadText{"TabIndentation", minimal_with("\tpki: {}\n"), ":10:1: a tab in the indentation (indent with spaces)"},
        BadText{"TabBehindSpaces", minimal_with("  pki:\n  \tmode: managed\n"), ":11:3: a tab in the indentation"},
        BadText{"OpenFlowList", minimal_with("  taints: [a,\n"),
                "the file may be half-saved, or a bracket or quote is not closed"},
        BadText{"OpenDoubleQuote", minimal_with("  pki: {}\n  x: \"abc\n"),
                ":11:6: spec.x: the quote that opens here is never closed"},
        BadText{"OpenSingleQuote", minimal_with("  x: 'it''s\n"),
                ":10:6: spec.x: the quote that opens here is never closed"},
        BadText{"ColonInAValue", minimal_with("  x: a: b\n"),
                ":10:7: not valid YAML: illegal map value (check the indentation"},
        BadText{"ReservedCharacter", minimal_with("  x: @a\n"),
                ":10:6: not valid YAML: unknown token (quote a value that starts with"},
        BadText{"WrongIndentation", minimal_with("   pki: {}\n"), ":10:"},
        BadText{"PlainText", "hello\n", ":1:1: a single value stands where a map is expected"},
        BadText{"TopLevelList", "- a\n", ":1:1: a list stands where a map is expected"},
        BadText{"OnlyADirective", "%YAML 1.2\n", ":1:1: there is nothing to read"},
        BadText{"NullInBrackets", minimal_with("  taints: [a,  ,b]\n"), ":10:16: spec.taints[1]: has no value"},
        BadText{"NullDocument", "~\n", ":1:1: has no value"},
        BadText{"NoLineEndAtTheEnd", std::string(minimal).substr(0, minimal.size() - 1),
                ":9:42: the last line does not end: the file may be half-saved"},
        BadText{"NulByte", minimal_with(std::string("  x: a\0b\n", 9)),
                ":10:7: the control character U+0000 NULL is not allowed (the file may be half-saved"},
        BadText{"EscapeByte", minimal_with("  x: a\x1b[1m\n"),
                ":10:7: the control character U+001B ESCAPE is not allowed"},
        BadText{"EndOfTransmission", minimal_with("  x: \x04\n"), ":10:6: the control character U+0004"},
        BadText{"C1Control", minimal_with("  x: \xc2\x85\n"), ":10:6: the control character U+0085"},
        BadText{"LoneCarriageReturn", "a: b\rc: d\n", ":1:5: the control character U+000D"},
        BadText{"Latin1", minimal_with("  x: \xe9\n"), ":10:6: the file is not UTF-8 text"},
        BadText{"Overlong", minimal_with("  x: \xc0\xaf\n"), ":10:6: the file is not UTF-8 text"},
        BadText{"Surrogate", minimal_with("  x: \xed\xa0\x80\n"), ":10:6: the file is not UTF-8 text"},
        BadText{"CutCharacter", minimal_with("  x: \xc3"), ":10:6: the file is not UTF-8 text"},
        BadText{"Utf16",
                std::string("\xff\xfe"
                            "a\0\n\0",
                            6),
                ":1:1: the file is UTF-16 text"},
        BadText{"BidirectionalOverride", minimal_with("  x: \xe2\x80\xae\n"),
                ":10:6: the invisible character U+202E RIGHT-TO-LEFT OVERRIDE is not allowed"},
        BadText{"ColumnsCountCharacters", minimal_with("  x\xc3\xa9\xe2\x82\xac: &a b\n"),
                ":10:8: spec.\"x\xc3\xa9\xe2\x82\xac\": the anchor"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(BadYamlText, AnUnclosedQuoteInsideTheFileIsNotTakenForAValue) {
    // yaml-cpp 0.7 silently takes everything up to the end of the file for the value.
    const auto parsed = parse_text("apiVersion: \"planekeeper/v1alpha1\n" + std::string(minimal).substr(33));
    EXPECT_FALSE(parsed.state);
    EXPECT_TRUE(one_outcome(parsed));
}

TEST(BadYamlText, MessagesNeverCarryControlCharacters) {
    const auto parsed = parse_text(
        minimal_with("  \"a\\x1b\\nb\": 1\n  pki: {directory: \"/x\\0y\"}\n  runtime: {crictl: \"\\x7f\"}\n"));
    for (const char letter : all_texts(parsed)) EXPECT_TRUE(letter == '\n' || (letter >= ' ' && letter != '\x7f'));
    EXPECT_EQ(parsed.problems.size(), 3U) << all_texts(parsed);
}

}  // namespace
}  // namespace planekeeper::spec::testing::bad_yaml_test
