#include "kubeapi/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "recorded_answers.hpp"

namespace planekeeper::kubeapi::facts_test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

model::Taint taint(std::string key, std::string value, std::string effect) {
    model::Taint made;
    made.key = std::move(key);
    made.value = std::move(value);
    made.effect = std::move(effect);
    return made;
}

const model::Taint dedicated = taint("example.com/dedicated", "storage", "NoSchedule");
const model::Taint unreachable = taint("node.kubernetes.io/unreachable", "", "NoExecute");
const model::Taint master = taint("node-role.kubernetes.io/master", "", "NoSchedule");

TEST(NodeFacts, TaintsVersionAndReadinessAreRead) {
    const auto facts = node_facts(node_answer);
    ASSERT_TRUE(facts.has_value());
    EXPECT_THAT(facts->taints, ElementsAre(dedicated, unreachable));
    EXPECT_EQ(facts->resource_version, "4711");
    EXPECT_FALSE(facts->ready);
    EXPECT_EQ(facts->not_ready_message, "runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady");
}

TEST(NodeFacts, ANodeWithNothingToSayHasDefaults) {
    const auto facts = node_facts(R"({"kind":"Node","metadata":{"resourceVersion":"1"},"spec":{},"status":{}})");
    ASSERT_TRUE(facts.has_value());
    EXPECT_THAT(facts->taints, IsEmpty());
    EXPECT_FALSE(facts->ready);
    EXPECT_EQ(facts->taints_json, "[]");
}

TEST(NodeFacts, WrongTypesAreReadAsAbsent) {
    const auto facts = node_facts(
        R"({"metadata":{"resourceVersion":5},"spec":{"taints":["x",{"key":1}]},"status":{"conditions":{"a":1}}})");
    ASSERT_TRUE(facts.has_value());
    EXPECT_THAT(facts->taints, ElementsAre(model::Taint(), model::Taint()));
    EXPECT_EQ(facts->resource_version, "");
}

TEST(NodeFacts, EveryTruncationIsTransient) {
    for (std::size_t length = 0; length < node_answer.size(); ++length) {
        const auto facts = node_facts(node_answer.substr(0, length));
        ASSERT_FALSE(facts.has_value()) << length;
        ASSERT_EQ(facts.error().kind(), ErrorKind::transient);
    }
}

TEST(TaintsPatch, TaintsThatStayKeepTheFieldsOfTheLiveList) {
    const auto facts = node_facts(node_answer);
    ASSERT_TRUE(facts.has_value());
    const json patch = json::parse(taints_patch(*facts, {dedicated, unreachable, master}));
    EXPECT_EQ(patch, json::parse(R"({"metadata":{"resourceVersion":"4711"},"spec":{"taints":[
        {"key":"example.com/dedicated","value":"storage","effect":"NoSchedule"},
        {"key":"node.kubernetes.io/unreachable","effect":"NoExecute","timeAdded":"2026-11-24T06:02:00Z"},
        {"key":"node-role.kubernetes.io/master","effect":"NoSchedule"}]}})"));
}

TEST(TaintsPatch, AnEmptyListIsWrittenAsOne) {
    NodeFacts seen;
    seen.resource_version = "9";
    EXPECT_EQ(taints_patch(seen, {}), R"({"metadata":{"resourceVersion":"9"},"spec":{"taints":[]}})");
}

TEST(PodFacts, ARunningMirrorPodIsRead) {
    const auto facts = pod_facts(pod_answer);
    ASSERT_TRUE(facts.has_value());
    EXPECT_EQ(facts->phase, "Running");
    EXPECT_EQ(facts->config_hash, "f3b1c2d4e5a6978812345678deadbeef");
    EXPECT_EQ(facts->uid, "9b0c9d7a-7d0c-4c55-8f0c-6f1a4d2b8a10");
    EXPECT_TRUE(facts->ready);
    EXPECT_EQ(facts->restart_count, 1);
    EXPECT_EQ(facts->reason, "");
}

TEST(PodFacts, ACrashingPodTellsWhyItWaitsAndHowItEnded) {
    const auto facts = pod_facts(crashing_pod_answer);
    ASSERT_TRUE(facts.has_value());
    EXPECT_FALSE(facts->ready);
    EXPECT_EQ(facts->restart_count, 6);
    EXPECT_EQ(facts->reason, "CrashLoopBackOff");
    EXPECT_EQ(facts->message, "back-off 40s restarting failed container=kube-apiserver");
    EXPECT_EQ(facts->last_exit, "OOMKilled, exit code 137");
}

TEST(PodFacts, AnEvictedPodTellsItsOwnReason) {
    const auto facts = pod_facts(R"({"kind":"Pod","status":{"phase":"Failed","reason":"Evicted",
        "message":"The node was low on resource: memory."}})");
    ASSERT_TRUE(facts.has_value());
    EXPECT_EQ(facts->reason, "Evicted");
    EXPECT_EQ(facts->message, "The node was low on resource: memory.");
    EXPECT_EQ(facts->config_hash, "");
}

TEST(Health, ManyFailedChecksAreCounted) {
    edges::HttpResponse response;
    response.status = 500;
    for (int i = 0; i < 30; ++i) response.body += "[-]check" + std::to_string(i) + " failed: reason withheld\n";
    const Health health = health_of(response);
    EXPECT_THAT(health.detail, testing::StartsWith("check0 failed: reason withheld; check1"));
    EXPECT_THAT(health.detail, testing::EndsWith("; and 22 more"));
    EXPECT_EQ(health.failed_checks.size(), 30U);
    EXPECT_FALSE(names_store(health));
}

TEST(Health, TheStoreIsNamedByAFailedCheckAlone) {
    const auto named = [](const std::string& body) {
        edges::HttpResponse response;
        response.status = 500;
        response.body = body;
        return names_store(health_of(response));
    };
    EXPECT_TRUE(named("[+]ping ok\n[-]etcd failed: reason withheld\n"));
    EXPECT_TRUE(named("[+]etcd ok\n[-]etcd-readiness failed: reason withheld\n"));
    EXPECT_TRUE(named("[-]etcd-override-0 failed: reason withheld\n"));
    EXPECT_FALSE(named("[+]etcd ok\n[-]informer-sync failed: waits for etcd\n"));
    EXPECT_FALSE(named("etcd failed: reason withheld"));
}

}  // namespace
}  // namespace planekeeper::kubeapi::facts_test
