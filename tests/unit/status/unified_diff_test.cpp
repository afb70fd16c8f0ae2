#include "status/unified_diff.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <vector>

namespace planekeeper::status::unified_diff_test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// Applies a diff as patch(1) does to texts that end in a newline. Wrong context or numbers fail the test.
std::string patched(const std::string& before, const std::string& diff) {
    const auto source = lines_of(before);
    const auto script = lines_of(diff);
    std::string result;
    std::size_t next = 0;
    for (std::size_t i = 2; i < script.size(); ++i) {
        const auto& line = script[i];
        if (line.starts_with("@@")) {
            std::size_t start = std::stoul(line.substr(4));
            const auto head = line.substr(4, line.find(' ', 4) - 4);
            if (!head.ends_with(",0")) --start;
            EXPECT_LE(start, source.size());
            while (next < start) result += source[next++] + "\n";
            continue;
        }
        if (line[0] == '+') {
            result += line.substr(1) + "\n";
            continue;
        }
        EXPECT_LT(next, source.size());
        EXPECT_EQ(source.at(next), line.substr(1));
        if (line[0] == ' ') result += source[next] + "\n";
        ++next;
    }
    while (next < source.size()) result += source[next++] + "\n";
    return result;
}

TEST(UnifiedDiff, EqualTextsGiveNothing) { EXPECT_EQ(unified_diff("a\n", "a\n", "x", "y"), ""); }

TEST(UnifiedDiff, OneChangedLineStandsInThreeLinesOfContext) {
    EXPECT_EQ(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "a/f", "b/f"),
              "--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, ANewFileIsAllAdded) {
    EXPECT_EQ(unified_diff("", "a\nb\n", "/dev/null", "f"), "--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

TEST(UnifiedDiff, ARemovedFileIsAllRemoved) {
    EXPECT_EQ(unified_diff("a\n", "", "f", "/dev/null"), "--- f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
}

TEST(UnifiedDiff, AMissingLastNewlineIsSaid) {
    EXPECT_EQ(unified_diff("a\nb", "a\nb\n", "f", "f"),
              "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
}

TEST(UnifiedDiff, ChangesFarApartAreHunksOfTheirOwn) {
    const auto diff = unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "one\n2\n3\n4\n5\n6\n7\n8\nnine\n", "f", "f");

    EXPECT_EQ(diff, "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+nine\n");
}

TEST(UnifiedDiff, PatchingTheOldTextGivesTheNewOne) {
    std::mt19937 random(20);
    for (int round = 0; round < 300; ++round) {
        std::string before;
        std::string after;
        for (int line = 0; line < 40; ++line) {
            const auto text = std::to_string(random() % 5) + "\n";
            const auto fate = random() % 10;
            if (fate != 0) before += text;
            if (fate != 1) after += fate == 2 ? "x" + text : text;
        }

        const auto diff = unified_diff(before, after, "f", "f");

        EXPECT_EQ(diff.empty() ? before : patched(before, diff), after) << diff;
    }
}

}  // namespace
}  // namespace planekeeper::status::unified_diff_test
