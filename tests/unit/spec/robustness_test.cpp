#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "texts.hpp"

// Hostile, huge and half-saved files never cause a crash, a hang or a state that nobody wrote.

namespace planekeeper::spec::testing::robustness_test {
namespace {

using ::testing::HasSubstr;

[[nodiscard]] std::string repeated(std::string_view unit, std::size_t size) {
    std::string text;
    text.reserve(size + unit.size());
    while (text.size() + unit.size() < size) text += unit;
    return text + "\n";
}

[[nodiscard]] std::string every_field() { return source_file("tests/unit/spec/every_field.yaml"); }

TEST(Robustness, AFileOfTenMegabytesIsRefusedUnread) {
    const auto parsed = parse_text(repeated("# padding\n", 10 * 1024 * 1024) + std::string(minimal));
    ASSERT_EQ(parsed.problems.size(), 1U);
    EXPECT_THAT(parsed.problems[0].text(), HasSubstr("the file is larger than 262144 bytes"));
}

TEST(Robustness, TheLargestFileIsStillRead) {
    const std::string padding = repeated("# padding\n", maximum_file_size - minimal.size() - 16);
    EXPECT_TRUE(parse_text(padding + std::string(minimal)).state);
}

TEST(Robustness, DeepNestingIsRefusedWhereItGetsTooDeep) {
    const auto flow = parse_text("a: " + std::string(10000, '[') + std::string(10000, ']') + "\n");
    EXPECT_EQ(all_texts(flow), "test.yaml:1:19: nested deeper than 16 levels (no field lies that deep)\n");
    EXPECT_THAT(all_texts(parse_text(repeated("- ", 20000))), HasSubstr("nested deeper than 16 levels"));
    EXPECT_THAT(all_texts(parse_text(repeated("? ", 20000))), HasSubstr("nested deeper than 16 levels"));
    EXPECT_THAT(all_texts(parse_text(repeated("{a: ", 40000))), HasSubstr("nested deeper than 16 levels"));
    std::string block;
    for (std::size_t level = 0; level < 300; ++level) block += std::string(level, ' ') + "a:\n";
    EXPECT_THAT(all_texts(parse_text(block)), HasSubstr(":17:17: nested deeper than 16 levels"));
}

TEST(Robustness, AnAliasBombDoesNotGrow) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int level = 1; level < 30; ++level) {
        const std::string last = "*a" + std::to_string(level - 1);
        text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + last;
        for (int index = 0; index < 8; ++index) text += ", " + last;
        text += "]\n";
    }
    const auto parsed = parse_text(text);
    EXPECT_EQ(parsed.problems.size(), 101U);
    EXPECT_THAT(all_texts(parsed), HasSubstr("an alias is not allowed"));
}

TEST(Robustness, HostileFilesOfFullSizeAreJudgedQuickly) {
    const std::size_t size = maximum_file_size - 1024;
    const auto start = std::chrono::steady_clock::now();
    for (const std::string_view unit : {"[", "{", "- ", "? ", "a: {", "&a ", "\"", "'", "|\n", "a\n", "a: b\n", "!",
                                        "x ", "a,", "[a],", "\n", "*a ", ", ", "--- \n"}) {
        EXPECT_TRUE(one_outcome(parse_text(repeated(unit, size)))) << unit;
        EXPECT_TRUE(one_outcome(parse_text(minimal_with("  x: [" + repeated(unit, size))))) << unit;
    }
    std::string list(minimal);
    list += "  pki:\n    extraSANs:\n";
    for (int index = 0; list.size() < size; ++index) list += "    - a" + std::to_string(index) + "\n";
    EXPECT_THAT(all_texts(parse_text(list)), HasSubstr("more than 256 are not read"));
    // Sanitized builds on a busy board need a second or two; quadratic work would need minutes.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{60});
}

TEST(Robustness, FifteenThousandUnknownNamesCostNoMoreThanAHundred) {
    std::string flags(minimal);
    flags += "  apiserver:\n   flags:\n";
    for (int index = 0; index < 15000; ++index) flags += "    req" + std::to_string(index) + ": 1\n";
    ASSERT_LT(flags.size(), maximum_file_size);
    EXPECT_THAT(all_texts(parse_text(flags)),
                HasSubstr("spec.apiserver.flags: the map has 15000 entries (more than 256"));

    std::string keys(minimal);
    for (int index = 0; index < 15000; ++index) keys += "  addres" + std::to_string(index) + ": 1\n";
    const auto parsed = parse_text(keys);
    ASSERT_EQ(parsed.problems.size(), maximum_problems + 1);
    EXPECT_THAT(parsed.problems[99].text(), HasSubstr("did you mean \"address\"?"));
    EXPECT_THAT(parsed.problems[100].text(), HasSubstr("14900 more problems are not shown"));
}

TEST(Robustness, AFileCutAnywhereIsAProblemOrStillWhatSomebodyWrote) {
    for (const std::string& text : {every_field(), source_file("config/seed.yaml")}) {
        ASSERT_TRUE(parse_text(text).state);
        for (std::size_t length = 0; length < text.size(); ++length) {
            const auto parsed = parse_text(std::string_view(text).substr(0, length));
            ASSERT_TRUE(one_outcome(parsed)) << length;
            // A value is never cut: an accepted text ends with a whole line.
            if (parsed.state) {
                ASSERT_EQ(text[length - 1], '\n') << length;
            }
        }
    }
}

TEST(Robustness, RandomBytesNeverBreakTheParser) {
    constexpr std::string_view special = "[]{}:,-?&*!|>'\"%@`#~<\\ \t\r\n0a\xc3\xa9";
    std::mt19937 random(20210417);
    const std::string text = every_field();
    for (int round = 0; round < 4000; ++round) {
        std::string mutated = text;
        const auto changes = 1 + random() % 6;
        for (std::size_t change = 0; change < changes && !mutated.empty(); ++change) {
            const std::size_t at = random() % mutated.size();
            switch (random() % 5) {
                case 0: mutated[at] = static_cast<char>(random() % 256); break;
                case 1: mutated[at] = special[random() % special.size()]; break;
                case 2: mutated.insert(at, 1, special[random() % special.size()]); break;
                case 3: mutated.erase(at, 1 + random() % 20); break;
                default: mutated.insert(at, mutated.substr(random() % mutated.size(), random() % 40)); break;
            }
        }
        ASSERT_TRUE(one_outcome(parse_text(mutated))) << mutated;
    }
}

TEST(Robustness, RandomYamlTokensNeverBreakTheParser) {
    constexpr std::string_view tokens[] = {
        "a",      "b: ", ": ",          "- ",    "? ",    "[",   "]",    "{", "}",  ",",  "\n", "\n  ", "&x ", "*x ",
        "!!str ", "!",   "%YAML 1.2\n", "---\n", "...\n", "|\n", "> \n", "'", "\"", "#c", "~",  "<<: ", "\t",  "\\"};
    std::mt19937 random(97525);
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (auto left = 1 + random() % 14; left > 0; --left) text += tokens[random() % std::size(tokens)];
        ASSERT_TRUE(one_outcome(parse_text(text + "\n"))) << text;
    }
}

}  // namespace
}  // namespace planekeeper::spec::testing::robustness_test
