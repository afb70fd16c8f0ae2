#include "spec/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "texts.hpp"
#include "unit/components/accepted.hpp"

// Compares the pages that are printed from the table of fields with those in the tree.

namespace planekeeper::spec::testing::reference_test {
namespace {

using ::testing::ElementsAre;

void hold_against(const std::string& path, const std::string& text) {
    kubernetes::test::hold_against(kubernetes::test::source_directory() / path, text);
}

TEST(Reference, TheShippedSchemaIsThatOfTheTable) { hold_against("config/desired-state.schema.json", json_schema()); }

TEST(Reference, ThePageAndTheManualPageAreThoseOfTheTable) {
    hold_against("docs/desired-state.md", refreshed_markdown(source_file("docs/desired-state.md")));
    hold_against("docs/man/planekeeper.yaml.5.scd", refreshed_manual(source_file("docs/man/planekeeper.yaml.5.scd")));
}

/// Expects each field once on the page, with `before` and `after` around its name.
void expect_each_field_once(const std::string& page, const std::string& before, const std::string& after) {
    for (const Field& field : fields()) {
        if (field.shape == Shape::object || field.shape == Shape::objects) continue;
        int found = 0;
        for (const std::string& name :
             {std::string(field.path), std::string(field.path.substr(field.path.find('.') + 1))}) {
            const std::string entry = "\n" + before + name + after;
            for (auto at = page.find(entry); at != std::string::npos; at = page.find(entry, at + 1)) ++found;
            if (name.size() == field.path.size() && field.path.find('.') == std::string::npos) break;
        }
        EXPECT_EQ(found, 1) << field.path;
    }
}

TEST(Reference, ThePagesHaveEachFieldOnce) {
    expect_each_field_once(source_file("docs/desired-state.md"), "| `", "` | ");
    expect_each_field_once(source_file("docs/man/planekeeper.yaml.5.scd"), "*", "* (");
}

TEST(Reference, ThePagesNameTheVersionsThatAreSupported) {
    const std::string versions = filled_in("{versions}");
    for (const auto* page :
         {"docs/desired-state.md", "docs/man/planekeeper.yaml.5.scd", "config/desired-state.yaml", "README.md"}) {
        EXPECT_THAT(source_file(page), ::testing::HasSubstr(versions)) << page;
    }
}

TEST(Reference, ReadsWhatIsWrittenInTheTable) {
    EXPECT_THAT(written_items("[\"https://a:1\", b]"), ElementsAre("https://a:1", "b"));
    EXPECT_THAT(written_items("\"\""), ElementsAre(""));
    EXPECT_THAT(written_items("a, b"), ElementsAre("a, b"));
}

}  // namespace
}  // namespace planekeeper::spec::testing::reference_test
