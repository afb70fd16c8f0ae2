#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/characters.hpp"
#include "texts.hpp"

// Invisible characters and those that look like others are reported with their place (kubernetes/website#21040).

namespace planekeeper::spec::testing::characters_test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Hidden {
    std::string_view name;
    std::string lines;
    std::string wanted;  ///< the beginning of the first problem
};

class HiddenCharacters : public ::testing::TestWithParam<Hidden> {};

TEST_P(HiddenCharacters, AreReportedWhereTheyStandByCodePoint) {
    const auto parsed = parse_text(minimal_with(GetParam().lines));
    EXPECT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
    EXPECT_THAT(all_texts(parsed), StartsWith("test.yaml" + GetParam().wanted));
    for (const char letter : all_texts(parsed)) EXPECT_TRUE(letter > 0 && letter < 0x7f) << all_texts(parsed);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HiddenCharacters,
    ::testing::Values(
        Hidden{"NoBreakSpaceInAValue", "  apiserver: {serviceAccountIssuer: a\u00a0}\n",
               ":10:38: the invisible character U+00A0 NO-BREAK SPACE is not allowed (write a blank)"},
        Hidden{"NoBreakSpaceAsIndentation", "  pki:\n \u00a0  directory: /srv/k\n",
               ":11:2: the invisible character U+00A0"},
        Hidden{"NoBreakSpaceBehindTheColon", "  address:\u00a0\"x\"\n", ":10:11: the invisible character U+00A0"},
        Hidden{"ZeroWidthSpaceInAKey", "  pki: {dir\u200bectory: /srv/k}\n",
               ":10:12: the invisible character U+200B ZERO WIDTH SPACE"},
        Hidden{"ZeroWidthJoinerAtTheEnd", "  pki: {mode: managed\u200d}\n", ":10:22: the invisible character U+200D"},
        Hidden{"ByteOrderMarkInside", "  pki: {mode: \ufeffmanaged}\n",
               ":10:15: the invisible character U+FEFF ZERO WIDTH NO-BREAK SPACE (BYTE ORDER MARK)"},
        Hidden{"SoftHyphenInAPath", "  pki: {directory: /srv/k\u00ady}\n",
               ":10:26: the invisible character U+00AD SOFT HYPHEN"},
        Hidden{"LineSeparator", "  pki: {directory: \"/srv\u2028\"}\n",
               ":10:25: the invisible character U+2028 LINE SEPARATOR"},
        Hidden{
            "CurlyQuotes", "  apiserver: {serviceAccountIssuer: \u201capi\u201d}\n",
            ":10:37: the typographic character U+201C LEFT DOUBLE QUOTATION MARK is not what programs read (write \")"},
        Hidden{"DashAtTheEnd", "  apiserver: {flags: {oidc-client-id: a\u2014}}\n",
               ":10:40: the typographic character U+2014 EM DASH"},
        Hidden{"DashesOfAFlag", "  apiserver: {extraFlags: [\u2013\u2013profiling=false]}\n",
               ":10:28: the typographic character U+2013 EN DASH"},
        Hidden{"FullWidthDigit", "  apiserver: {port: 644\uff13}\n",
               ":10:24: the typographic character U+FF13 FULLWIDTH DIGIT"},
        Hidden{"FullWidthColon", "  pki\uff1a {}\n", ":10:6: the typographic character U+FF1A FULLWIDTH COLON"},
        Hidden{"MarkThatReordersAComment", "  # a\u202eb\n",
               ":10:6: the invisible character U+202E RIGHT-TO-LEFT OVERRIDE"},
        Hidden{"ControlCharacterInAComment", "  # a\x1b[2J\n", ":10:6: the control character U+001B ESCAPE"},
        Hidden{"C1Control", "  pki: {directory: \"/srv\xc2\x85\"}\n", ":10:25: the control character U+0085 NEXT LINE"},
        Hidden{"HashWithinQuotes", "  apiserver: {serviceAccountIssuer: \"a #\u00a0\"}\n",
               ":10:41: the invisible character"},
        Hidden{"HashBehindADoubledQuote", "  apiserver: {serviceAccountIssuer: 'a'' #\u00a0'}\n",
               ":10:43: the invisible character"},
        Hidden{"HashWithinAWord", "  apiserver: {flags: {oidc-client-id: a#\u00a0}}\n",
               ":10:41: the invisible character"},
        Hidden{"QuoteOverTwoLines", "  apiserver:\n    serviceAccountIssuer: \"a\n      #\u00a0b\"\n",
               ":12:8: the invisible character"},
        Hidden{"TabInAValue", "  apiserver: {serviceAccountIssuer: \"a\tb\"}\n",
               ":10:37: spec.apiserver.serviceAccountIssuer: the value has a line break or a control character: U+0009 "
               "CHARACTER TABULATION"},
        Hidden{"Escape", "  apiserver: {serviceAccountIssuer: \"a\\u00a0\"}\n",
               ":10:37: spec.apiserver.serviceAccountIssuer: an escape stands for U+00A0 NO-BREAK SPACE"},
        Hidden{"EscapeInAKey", "  apiserver: {flags: {\"v\\u200b\": 2}}\n",
               ":10:23: spec.apiserver.flags: an escape stands for U+200B ZERO WIDTH SPACE"},
        Hidden{
            "InAManifest",
            "  manifests:\n    - fileName: a.yaml\n      content: |\n        apiVersion: v1\n        kind:\u00a0Pod\n",
            ":14:14: the invisible character U+00A0"},
        Hidden{"FlagOfAManifest",
               "  manifests:\n    - fileName: a.yaml\n      content: |\n        kind: Pod\n        args:\n        - "
               "\u2013v=2\n",
               ":15:11: the typographic character U+2013 EN DASH"},
        Hidden{"QuotesOfAManifest",
               "  manifests:\n    - fileName: a.yaml\n      content: |\n        name: \u201ctwo words\u201d\n",
               ":13:15: the typographic character U+201C"},
        Hidden{"EscapeInAPolicy",
               "  apiserver:\n    audit:\n      policy: |\n        apiVersion: audit.k8s.io/v1\n        kind: Policy\n"
               "        rules: [{level: \"None\\u200b\"}]\n",
               ":15:25: spec.apiserver.audit.policy: in the text: rules[0].level: an escape stands for U+200B"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(Characters, CommentsAndProseMayHoldWhatPeopleWrite) {
    const auto parsed = parse_text(
        "# F\u00fcr den Knoten \u201emaster\u201c \u2014 bitte\u00a0lesen \U0001f44d\ufe0f\n" +
        minimal_with(
            "  pki: {directory: /srv/keys}  # don\u2019t move\n"
            "  apiserver: {flags: {oidc-required-claim: \"org=M\u00fcller\"}}\n"
            "  manifests:\n    - fileName: a.yaml\n      content: |\n        # caf\u00e9 \u2013 \u00a0\n"
            "        apiVersion: v1\n        kind: Pod  # \u201cours\u201d\n        metadata:\n          name: a\n"
            "          annotations:\n            about: the node\u2019s own \u2013 keep it\n"
            "            wo: \"M\u00fcnchen, \u6771\u4eac\"\n"
            "        spec: {containers: [{name: a, image: b}]}\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state->component(model::ComponentId::api_server).flags.at("oidc-required-claim"),
              "org=M\u00fcller");
}

TEST(Characters, EachLineWithOneIsAProblem) {
    const auto parsed = parse_text(minimal_with("  a: \u00a0\u00a0\n  b: 1\n  c: \u200b\n"));
    ASSERT_EQ(parsed.problems.size(), 2U) << all_texts(parsed);
    EXPECT_EQ(parsed.problems[0].line, 10U);
    EXPECT_EQ(parsed.problems[1].line, 12U);
}

TEST(Characters, TheTableIsSortedAndLeavesAsciiAlone) {
    for (std::uint32_t code = 0x20; code < 0x7f; ++code) EXPECT_EQ(find_suspicious(code), nullptr) << code;
    const NamedCharacters* last = nullptr;
    for (std::uint32_t code = 0; code <= 0xe01ff; ++code) {
        const auto* const row = find_suspicious(code);
        if (row == nullptr || row == last) continue;
        EXPECT_EQ(row->first, code) << "rows overlap or are out of order";
        EXPECT_LE(row->first, row->last);
        EXPECT_FALSE(row->name.empty());
        last = row;
    }
    EXPECT_EQ(character_text(0x200b), "U+200B ZERO WIDTH SPACE");
    EXPECT_EQ(character_text(0xe0041), "U+E0041 TAG");
    EXPECT_EQ(character_text('a'), "U+0061");
}

}  // namespace
}  // namespace planekeeper::spec::testing::characters_test
