#include "status/provenance_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace planekeeper::status::provenance_json_test {
namespace {

using model::OriginKind;
using model::PartKind;

ProvenanceReport sample() {
    ProvenanceReport report{"/etc/planekeeper/desired-state.yaml", {}};
    model::Explanation explanation{{model::ResourceKind::static_pod, "/m.yaml"}, "kube-apiserver", {}};
    for (const auto kind : {OriginKind::field, OriginKind::choice, OriginKind::version, OriginKind::other_versions,
                            OriginKind::cure, OriginKind::flag, OriginKind::stage, OriginKind::node}) {
        const model::Origin origin{.kind = kind,
                                   .name = "name",
                                   .reason = "reason",
                                   .source = "source",
                                   .place = "file:1:2",
                                   .standard = "standard"};
        explanation.parts.push_back({PartKind::flag, "v", {"4", {{"part", origin, kind == OriginKind::field}}}});
    }
    for (const auto kind : {PartKind::path, PartKind::mode, PartKind::reader, PartKind::flag, PartKind::mount,
                            PartKind::writable_mount, PartKind::name, PartKind::setting}) {
        explanation.parts.push_back({kind, "left out", {std::nullopt, {}}});
    }
    report.explanations.push_back(std::move(explanation));
    return report;
}

TEST(ProvenanceJson, IsReadAsItWasWritten) {
    const auto read = provenance_from_json(provenance_json(sample()));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, sample());
}

TEST(ProvenanceJson, HasNoFieldsThatSayNothing) {
    auto report = sample();
    report.explanations.front().parts = {
        {PartKind::flag, "v", {"4", {{"", {.kind = OriginKind::choice, .reason = "r"}}}}}};
    EXPECT_THAT(
        provenance_json(report),
        testing::HasSubstr(R"({"kind":"flag","name":"v","value":"4","causes":[{"origin":"choice","reason":"r"}]})"));
}

TEST(ProvenanceJson, AnotherRecordIsRefused) {
    EXPECT_FALSE(provenance_from_json("{}"));
    EXPECT_FALSE(provenance_from_json("not JSON"));
}

}  // namespace
}  // namespace planekeeper::status::provenance_json_test
