#include "spec/places.hpp"

#include <gtest/gtest.h>

#include "components/provenance.hpp"
#include "unit/spec/texts.hpp"

namespace planekeeper::spec::testing::places_test {
namespace {

using model::OriginKind;

/// All origins that are fields, by their path.
std::map<std::string, model::Origin> fields_of(const Parsed& parsed) {
    auto all = kubernetes::explanations(*parsed.state, {});
    locate(all, parsed.places);
    std::map<std::string, model::Origin> fields;
    for (const auto& explanation : all) {
        for (const auto& part : explanation.parts) {
            for (const auto& [item, origin, left_out] : part.written.causes) {
                if (origin.kind == OriginKind::field) fields[origin.name] = origin;
            }
        }
    }
    return fields;
}

TEST(Places, EachFieldThatAFullFileHasIsFoundInIt) {
    const auto parsed = parse_text(source_file("tests/unit/spec/every_field.yaml"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    for (const auto& [path, origin] : fields_of(parsed)) EXPECT_NE(origin.place, "") << path;
}

TEST(Places, EachFieldThatAShortFileHasNotHasADefault) {
    const auto parsed = parse_text(minimal_with(""));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    for (const auto& [path, origin] : fields_of(parsed)) EXPECT_NE(origin.place + origin.standard, "") << path;
}

TEST(Places, AreLineAndColumnOfTheKey) {
    const auto parsed = parse_text(minimal_with("  apiserver:\n    port: 7443\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    const auto port = fields_of(parsed).at("spec.apiserver.port");
    const auto mark = parsed.places.marks.at("spec.apiserver.port");
    EXPECT_EQ(port.place, parsed.places.file + ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column));
    EXPECT_EQ(port.standard, "");
}

TEST(Places, AnEntryOfAMapWithADotInItsKeyIsFound) {
    const auto parsed =
        parse_text(minimal_with("  apiserver:\n    runtimeConfig: {\"batch/v1\": true, api/all: true, "
                                "autoscaling.k8s.io/v1: false}\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    for (const auto& [path, origin] : fields_of(parsed)) {
        const bool is_entry = path.starts_with("spec.apiserver.runtimeConfig");
        EXPECT_EQ(is_entry && origin.place.empty(), false) << path;
    }
}

}  // namespace
}  // namespace planekeeper::spec::testing::places_test
