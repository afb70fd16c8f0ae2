#include "status/snapshot_json.hpp"

#include <gtest/gtest.h>

#include "unit/status/sample_snapshot.hpp"

namespace planekeeper::status::snapshot_json_test {
namespace {

TEST(SnapshotJson, SurvivesARoundTrip) {
    const auto snapshot = sample_snapshot();

    const auto read = snapshot_from_json(to_json(snapshot));

    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, snapshot);
}

TEST(SnapshotJson, AnEmptySnapshotSurvivesARoundTrip) {
    EXPECT_EQ(snapshot_from_json(to_json({})).value(), model::Snapshot{});
}

// Scripts read these names: within planekeeper/v1alpha1 fields may be added, but none may disappear or change.
TEST(SnapshotJson, FieldNamesAndOrderAreStable) {
    EXPECT_EQ(to_json(sample_snapshot()),
              R"({"apiVersion":"planekeeper/v1alpha1","kind":"Status","version":"0.1.0",)"
              R"("node":{"name":"k8s-master","kubernetesVersion":"v1.20.1"},)"
              R"("desiredState":{"file":"/etc/planekeeper/desired-state.yaml","digest":"0123456789ab",)"
              R"("problems":["/etc/planekeeper/desired-state.yaml:3:1: spec.adress: unknown field"]},)"
              R"("generation":{"published":"aaaaaaaaaaaa","lastGood":"bbbbbbbbbbbb"},)"
              R"("conditions":[{"type":"Converged","status":"False","reason":"Progressing",)"
              R"("message":"2 of 3 resources are ready","since":"2026-11-24T06:00:00Z"}],)"
              R"("resources":[{"kind":"KeyMaterial","name":"ca","state":"Ready","reason":"Present","message":"",)"
              R"("since":"2026-11-24T05:59:00Z","generation":""},)"
              R"({"kind":"StaticPod","name":"/etc/kubelet.d/kube-api-server.yaml","state":"Progressing",)"
              R"("reason":"Publishing","message":"generation aaaaaaaaaaaa is published",)"
              R"("since":"2026-11-24T06:00:00Z","generation":"aaaaaaaaaaaa"}],)"
              R"("plan":[{"kind":"Image","name":"apiserver","action":"build","summary":"build the image",)"
              R"("waitsFor":"after DesiredState/x","restartsAPIServer":true,)"
              R"("restartReason":"the manifest names a new image"}],)"
              R"("sequences":[{"name":"Border","stages":[{"name":"First","what":"do it","why":"so that it is done"},)"
              R"({"name":"Last","what":"end","why":""}],"current":1}],)"
              R"("progress":[{"resource":"Image/apiserver","step":"downloading","detail":"41 of 110 MB",)"
              R"("since":"2026-11-24T06:00:01Z"}],)"
              R"("warnings":["image.contents: baked puts keys into the image"],)"
              R"("apiServerLog":["E1124 06:00:00 bind: address already in use"],)"
              R"("counters":{"passes":12,"filesWritten":3,"processesStarted":4,"apiWrites":5,"wakeups":60},)"
              R"("startedAt":"2026-11-24T05:58:00Z","observedAt":"2026-11-24T06:00:02Z","complete":true})");
}

TEST(SnapshotJson, ATimeThatIsNotKnownIsNull) {
    EXPECT_NE(to_json({}).find(R"("observedAt":null)"), std::string::npos);
}

TEST(SnapshotJson, TextsOfPlannedChangesStayOutOfStatus) {
    model::Snapshot snapshot;
    snapshot.plan = {
        {.resource = {model::ResourceKind::file, "/a"}, .verb = model::Verb::update, .before = "old", .after = "new"}};

    EXPECT_EQ(to_json(snapshot).find("before"), std::string::npos);
}

TEST(SnapshotJson, UnknownFieldsArePassedOverAndMissingOnesAreEmpty) {
    const auto read = snapshot_from_json(
        R"({"apiVersion":"planekeeper/v1alpha1","kind":"Status","colour":"blue","node":{"name":"n","zone":{"a":[1]}},)"
        R"("resources":[{"kind":"File","name":"/x","state":"Sideways"}],"counters":{"passes":"many"}})");

    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->node_name, "n");
    ASSERT_EQ(read->resources.size(), 1U);
    EXPECT_EQ(read->resources[0].state, model::State::unknown);
    EXPECT_EQ(read->counters.passes, 0U);
}

TEST(SnapshotJson, EachKindIsReadBack) {
    int number = 0;
    for (; !to_string(static_cast<model::ResourceKind>(number)).empty(); ++number) {
        const auto kind = static_cast<model::ResourceKind>(number);
        model::Snapshot snapshot;
        snapshot.resources.push_back({.id = {kind, "name"}});

        const auto read = snapshot_from_json(to_json(snapshot));

        ASSERT_TRUE(read);
        EXPECT_EQ(read->resources.at(0).id, (model::ResourceId{kind, "name"}));
    }
    EXPECT_GT(number, static_cast<int>(model::ResourceKind::clock));
}

TEST(SnapshotJson, AKindFromANewerDaemonIsShownByItsName) {
    const auto read = snapshot_from_json(
        R"({"apiVersion":"planekeeper/v1alpha1","kind":"Status","resources":[{"kind":"Lease","name":"turn"}]})");

    ASSERT_TRUE(read);
    EXPECT_EQ(read->resources.at(0).id.name, "Lease/turn");
}

TEST(SnapshotJson, WhatIsNoStatusRecordIsRefused) {
    for (const auto* text :
         {"", "[]", "nonsense", R"({"kind":"Status"})", R"({"apiVersion":"planekeeper/v2","kind":"Status"})",
          R"({"apiVersion":"planekeeper/v1alpha1","kind":"Plan"})"}) {
        const auto read = snapshot_from_json(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind(), ErrorKind::invalid) << text;
    }
}

TEST(SnapshotJson, BytesThatAreNotUtf8DoNotBreakTheRecord) {
    auto snapshot = sample_snapshot();
    snapshot.api_server_log = {"half a character: \xe2\x82"};

    const auto read = snapshot_from_json(to_json(snapshot));

    ASSERT_TRUE(read);
    EXPECT_EQ(read->api_server_log.at(0), "half a character: \xef\xbf\xbd");
}

}  // namespace
}  // namespace planekeeper::status::snapshot_json_test
