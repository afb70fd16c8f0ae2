#include "spec/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "texts.hpp"
#include "unit/components/accepted.hpp"

// What is printed from the table of fields, as the tree has it.

namespace planekeeper::spec::testing::reference_test {
namespace {

using ::testing::ElementsAre;

void hold_against(const std::string& path, const std::string& text) {
    kubernetes::test::hold_against(kubernetes::test::source_directory() / path, text);
}

TEST(Reference, TheShippedSchemaIsThatOfTheTable) { hold_against("config/desired-state.schema.json", json_schema()); }

TEST(Reference, ReadsWhatIsWrittenInTheTable) {
    EXPECT_THAT(written_items("[\"https://a:1\", b]"), ElementsAre("https://a:1", "b"));
    EXPECT_THAT(written_items("\"\""), ElementsAre(""));
    EXPECT_THAT(written_items("a, b"), ElementsAre("a, b"));
}

}  // namespace
}  // namespace planekeeper::spec::testing::reference_test
