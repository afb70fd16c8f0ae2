#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "editor.hpp"
#include "field_documents.hpp"
#include "texts.hpp"

// The JSON Schema in an editor: it underlines nothing that the reader accepts, and is as strict as a schema can be.

namespace planekeeper::spec::testing::schema_test {
namespace {

TEST(Schema, TakesWhatTheReaderTakes) {
    EXPECT_EQ(editor_problems(std::string(minimal)), "");
    EXPECT_EQ(editor_problems(source_file("config/seed.yaml")), "");
    EXPECT_EQ(editor_problems(source_file("tests/unit/spec/every_field.yaml")), "");
}

TEST(Schema, TakesEveryDefaultExampleAndChoiceOfTheTable) {
    for (const Field& field : fields()) {
        auto words = words_of(field.choices);
        if (field.shape == Shape::list) {
            for (auto& word : words) word = "[" + word + "]";
        }
        if (!field.standard.empty()) words.emplace_back(field.standard);
        if (!field.example.empty() && field.path != "spec") words.push_back(example_of(field));
        for (const auto& word : words) EXPECT_EQ(editor_problems(document_with(field, word)), "") << field.path;
    }
}

TEST(Schema, TakesNumbersWhereTheReaderTakesThemForText) {
    for (const std::string lines :
         {"  apiserver: {resources: {limits: {cpu: 2, memory: 536870912}}}\n",
          "  apiserver: {flags: {v: 4, x: null}}\n",
          "  files: [{path: /var/lib/kubernetes/ca-key.pem, mode: 0640, group: 0}]\n",
          "  taints: [{key: a, value: 1, effect: NoSchedule}]\n", "  apiserver: {serviceAccountAudiences: [1]}\n"}) {
        EXPECT_EQ(editor_problems(minimal_with(lines)), "") << lines;
    }
}

TEST(Schema, RefusesEveryFieldWithAValueOfAnotherType) {
    for (const Field& field : fields()) {
        if (field.path.empty()) continue;
        const bool list = field.shape == Shape::list || field.shape == Shape::objects;
        for (const std::string value : {list                                 ? "{}"
                                        : field.shape == Shape::list_or_text ? "true"
                                                                             : "[[]]",
                                        list || field.shape == Shape::object ? "1" : "{a: []}"}) {
            EXPECT_NE(editor_problems(document_with(field, value)), "") << field.path << ": " << value;
        }
    }
}

TEST(Schema, RefusesAnObjectWithoutWhatItRequires) {
    for (const Field& field : fields()) {
        if (!field.required) continue;
        EXPECT_NE(editor_problems(document_with(field, "")), "") << field.path;
    }
}

TEST(Schema, RefusesUnknownKeysEverywhere) {
    for (const Field& field : fields()) {
        if (field.path.empty() || (field.shape != Shape::object && field.shape != Shape::objects)) continue;
        const std::string inner = "{nonsense: 1}";
        EXPECT_THAT(editor_problems(document_with(field, field.shape == Shape::objects ? "[" + inner + "]" : inner)),
                    ::testing::HasSubstr("nonsense"))
            << field.path;
    }
    EXPECT_NE(editor_problems(minimal_with("nonsense: 1\n")), "");
}

}  // namespace
}  // namespace planekeeper::spec::testing::schema_test
