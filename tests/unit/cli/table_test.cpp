#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace planekeeper::cli::table_test {
namespace {

TEST(Table, ColumnsAreThreeSpacesApartAndNothingTrails) {
    EXPECT_EQ(table_text({{{"KIND"}, {"NAME"}, {"AGE"}}, {{"KeyMaterial"}, {"ca"}, {"5s"}}}, Style{Colours::off}),
              "KIND          NAME   AGE\n"
              "KeyMaterial   ca     5s\n");
}

TEST(Table, AnEmptyCellIsADashButTheLastOneIsNothing) {
    EXPECT_EQ(table_text({{{"A"}, {"B"}, {"C"}}, {{"x"}, {""}, {""}}}, Style{Colours::off}), "A   B   C\nx   -\n");
}

TEST(Table, ColoursDoNotMoveColumns) {
    EXPECT_EQ(table_text({{{"Ready", Colour::green}, {"x"}}, {{"Progressing"}, {"y"}}}, Style{Colours::on}),
              "\x1b[32mReady\x1b[0m         x\nProgressing   y\n");
}

TEST(Table, WidthIsCountedInCharacters) {
    EXPECT_EQ(table_text({{{"é"}, {"x"}}, {{"ab"}, {"y"}}}, Style{Colours::off}), "é    x\nab   y\n");
}

TEST(Table, ControlCharactersDoNotReachTheTerminal) {
    EXPECT_EQ(table_text({{{"a\x1b[2Jb"}}}, Style{Colours::off}), "a?[2Jb\n");
}

TEST(Age, IsShortAndHonest) {
    const auto now = from_rfc3339("2026-11-24T06:00:00Z").value();
    EXPECT_EQ(age_text(now - std::chrono::seconds{185}, now), "3m5s");
    EXPECT_EQ(age_text(now, now), "0s");
    EXPECT_EQ(age_text(now + std::chrono::hours{1}, now), "0s");
    EXPECT_EQ(age_text({}, now), "<unknown>");
}

}  // namespace
}  // namespace planekeeper::cli::table_test
