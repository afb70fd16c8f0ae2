#include "spec/fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "field_documents.hpp"
#include "texts.hpp"

// The reader treats each field as the table says.

namespace planekeeper::spec::testing::fields_test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// Collects the paths of everything in a file, as the table writes them.
void collect(const YAML::Node& node, const Field& field, std::set<std::string_view>& paths) {
    paths.insert(field.path);
    if (field.shape == Shape::objects) {
        for (const auto& item : node) {
            for (const auto& entry : item) {
                collect(entry.second, *field_below(field, entry.first.as<std::string>()), paths);
            }
        }
    } else if (field.shape == Shape::object) {
        for (const auto& entry : node) {
            collect(entry.second, *field_below(field, entry.first.as<std::string>()), paths);
        }
    }
}

TEST(Fields, EachIsReadByATest) {
    std::set<std::string_view> read;
    for (const std::string& text :
         {source_file("tests/unit/spec/every_field.yaml"),
          minimal_with("  image: {source: {url: \"https://x.example.org/k\"}}\n"),
          minimal_with("  image: {source: {archive: /opt/k.tar}}\n"),
          minimal_with("  scheduler: {image: {source: {url: \"https://x.example.org/k\"}}}\n"),
          minimal_with("  scheduler: {image: {source: {archive: /opt/k.tar}}}\n"),
          document_with(*std::ranges::find(fields(), "spec.encryption.kms", &Field::path),
                        "{name: v, endpoint: \"unix:///run/kms/v.sock\", timeout: 5s}")}) {
        const auto parsed = parse_text(text);
        EXPECT_TRUE(parsed.state) << all_texts(parsed);
        collect(YAML::Load(text), fields().front(), read);
    }
    for (const Field& field : fields()) EXPECT_TRUE(read.contains(field.path)) << field.path;
}

TEST(Fields, StandBehindWhatHoldsThemAndOnce) {
    std::set<std::string> before;
    for (const Field& field : fields()) {
        EXPECT_TRUE(before.insert(std::string(field.path)).second) << field.path;
        std::string outer(
            field.path.substr(0, field.path.size() - std::min(field.path.size(), field.key().size() + 1)));
        if (outer.ends_with("[]")) outer.resize(outer.size() - 2);
        EXPECT_TRUE(before.contains(outer)) << field.path;
    }
}

TEST(Fields, SayWhatTheyMeanAndWhatHoldsWithoutThem) {
    for (const Field& field : fields()) {
        EXPECT_THAT(std::string(field.meaning), ContainsRegex("\\.$")) << field.path;
        EXPECT_EQ(field.type == &types::choice, !field.choices.empty()) << field.path;
        EXPECT_EQ(field.type == &types::number, field.greatest > 0) << field.path;
        EXPECT_EQ(field.shape == Shape::map, !field.keys.empty()) << field.path;
        EXPECT_TRUE(!field.required || !field.example.empty()) << field.path;
        EXPECT_LE(int{field.required} + int{!field.standard.empty()} + int{!field.standard_rule.empty()}, 1)
            << field.path;
    }
}

TEST(Fields, HaveTheDefaultThatTheTableNames) {
    for (const Field& field : fields()) {
        if (field.standard.empty()) continue;
        const auto written = parse_text(document_with(field, std::string(field.standard)));
        const auto left_out = parse_text(document_with(field, ""));
        ASSERT_TRUE(written.state) << field.path << "\n" << all_texts(written);
        ASSERT_TRUE(left_out.state) << field.path << "\n" << all_texts(left_out);
        EXPECT_EQ(written.state, left_out.state) << field.path;
    }
}

TEST(Fields, TakeTheirExamples) {
    for (const Field& field : fields()) {
        // spec as a whole has only a hint.
        if (field.example.empty() || field.path == "spec") continue;
        const auto parsed = parse_text(document_with(field, example_of(field)));
        EXPECT_TRUE(parsed.state) << field.path << "\n" << all_texts(parsed);
    }
}

TEST(Fields, TakeEachOfTheirChoicesAndNoOther) {
    for (const Field& field : fields()) {
        const auto read = [&](const std::string& word) {
            return all_texts(parse_text(document_with(field, field.shape == Shape::list ? "[" + word + "]" : word)));
        };
        for (const auto& word : words_of(field.choices)) EXPECT_THAT(read(word), Not(HasSubstr("unknown"))) << word;
        if (field.choices.empty()) continue;
        EXPECT_THAT(read("nonsense"), ContainsRegex("unknown|is not a")) << field.path;
    }
}

TEST(Fields, TakeTheNumbersOfTheirRangeAndNoOther) {
    for (const Field& field : fields()) {
        if (field.type != &types::number) continue;
        const auto read = [&](int number) {
            return all_texts(parse_text(document_with(field, std::to_string(number))));
        };
        EXPECT_EQ(read(field.least), "") << field.path;
        EXPECT_EQ(read(field.greatest), "") << field.path;
        EXPECT_THAT(read(field.least - 1), Not("")) << field.path;
        EXPECT_THAT(read(field.greatest + 1), HasSubstr("is out of range")) << field.path;
    }
}

TEST(Fields, AreMissedWhenTheyAreRequired) {
    for (const Field& field : fields()) {
        if (!field.required) continue;
        EXPECT_THAT(all_texts(parse_text(document_with(field, ""))),
                    HasSubstr("is missing (add \"" + std::string(field.key()) + ": "))
            << field.path;
    }
}

}  // namespace
}  // namespace planekeeper::spec::testing::fields_test
