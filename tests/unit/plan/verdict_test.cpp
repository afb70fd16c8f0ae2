// The meaning of a container's end, and how long it counts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/verdict.hpp"
#include "world.hpp"

namespace planekeeper::plan::test::verdict_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

const std::string server = "APIServer/kube-apiserver";

World unready_after_an_end(std::chrono::seconds age) {
    auto world = converged_world();
    auto ended = world.container(model::ContainerState::exited);
    ended.exit_code = 137;
    auto running = world.container(model::ContainerState::running);
    running.attempt = 1;
    world.observed.components[model::ComponentId::api_server].containers = {running, ended};
    world.advance(age);
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::not_ready;
    world.observed.components[model::ComponentId::api_server].health.reason = model::HealthReason::store_unhealthy;
    world.observed.components[model::ComponentId::api_server].health.detail = "[-]etcd failed";
    return world;
}

TEST(Verdict, AnAnswerIsNotThePublishedOnesWhileAnotherRuns) {
    auto world = converged_world();
    const auto published = world.container(model::ContainerState::running);
    auto older = published;
    older.pod_uid = "another-uid";
    older.pod_id = "another-pod";
    world.observed.components[model::ComponentId::api_server].containers = {published, older};
    world.ledger.rollouts[model::ComponentId::api_server].last_good.reset();
    world.ledger.rollouts[model::ComponentId::api_server].soaked.clear();

    EXPECT_EQ(status_of(world.plan(), server).reason, "Gating");
    EXPECT_FALSE(world.plan().ledger.rollouts[model::ComponentId::api_server].last_good);

    world.observed.components[model::ComponentId::api_server].containers = {published};
    EXPECT_EQ(status_of(world.plan(), server).reason, "Healthy");
}

TEST(Verdict, AnEndExplainsWhyItsYoungSuccessorDoesNotAnswer) {
    auto world = unready_after_an_end(10s);
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::unreachable;
    world.observed.components[model::ComponentId::api_server].health.reason = model::HealthReason::unreachable;
    world.observed.components[model::ComponentId::api_server].health.detail = "Connection refused";

    EXPECT_EQ(status_of(world.plan(), server).reason, "ContainerExited");
}

TEST(Verdict, AYoungOneThatNamesEtcdIsBelieved) {
    EXPECT_EQ(status_of(unready_after_an_end(10s).plan(), server).reason, "EtcdUnhealthy");
}

TEST(Verdict, WhatRunsForLongSuffersFromThePresent) {
    EXPECT_EQ(status_of(unready_after_an_end(10min).plan(), server).reason, "EtcdUnhealthy");
    EXPECT_THAT(status_of(unready_after_an_end(10min).plan(), server).message,
                ::testing::HasSubstr("systemctl status etcd"));
}

struct Judged {
    model::HealthReason health;
    const char* reason;
    const char* advice;
};

class UnreadyVerdict : public ::testing::TestWithParam<Judged> {};

TEST_P(UnreadyVerdict, GoesByTheReasonAndNotByTheWords) {
    auto world = unready_after_an_end(10min);
    auto& health = world.observed.components[model::ComponentId::api_server].health;
    health.reason = GetParam().health;
    health.detail = "the certificate of etcd: verify failed";

    const auto status = status_of(world.plan(), server);

    EXPECT_EQ(status.state, model::State::failed);
    EXPECT_EQ(status.reason, GetParam().reason);
    EXPECT_THAT(status.message, ::testing::StartsWith(health.detail));
    EXPECT_THAT(status.message.substr(health.detail.size()), HasSubstr(GetParam().advice));
}

INSTANTIATE_TEST_SUITE_P(
    Of, UnreadyVerdict,
    ::testing::Values(Judged{model::HealthReason::unreachable, "Unreachable", ""},
                      Judged{model::HealthReason::certificate_rejected, "CertificateRejected", "openssl x509"},
                      Judged{model::HealthReason::store_unhealthy, "EtcdUnhealthy", "systemctl status etcd"},
                      Judged{model::HealthReason::not_ready, "NotReady", ""}));

TEST(Verdict, AnEndBeforeThePublicationIsOfAnEarlierLife) {
    auto world = converged_world();
    auto ended = world.container(model::ContainerState::exited);
    ended.attempt = 9;
    world.advance(1h);
    world.ledger.rollouts[model::ComponentId::api_server].last_good.reset();
    world.ledger.rollouts[model::ComponentId::api_server].current->published_at = world.now.system;
    world.observed.components[model::ComponentId::api_server].containers = {ended};
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::unreachable;

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, server).reason, "WaitsForKubelet");
    EXPECT_TRUE(plan.ledger.rollouts[model::ComponentId::api_server].failed.empty());
}

TEST(Verdict, AnApiThatAnswersIsHealthyWithoutARuntimeToAsk) {
    auto world = converged_world();
    world.forget_containers("connection refused");

    const auto status = status_of(world.plan(), server);

    EXPECT_EQ(status.state, model::State::degraded);
    EXPECT_EQ(status.reason, "RuntimeUnavailable");
}

TEST(Verdict, ACureInForceIsShown) {
    auto world = converged_world();
    world.ledger.rollouts[model::ComponentId::api_server].cures.insert("flow-control-off");
    EXPECT_THAT(world.plan().warnings, Contains(HasSubstr("FlowControlBootstrap")));
}

/// The next generation runs but does not become ready; earlier starts on this board took 40 s.
World unready_next_generation(std::chrono::seconds age) {
    auto world = converged_world();
    world.ledger.rollouts[model::ComponentId::api_server].starts = {40s, 31s};
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";
    world.follow(world.plan());
    world.follow(world.plan());
    world.observed.components[model::ComponentId::api_server].containers = {
        world.container(model::ContainerState::running)};
    world.forget_api();
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::unreachable;
    world.observed.components[model::ComponentId::api_server].health.reason = model::HealthReason::unreachable;
    world.observed.components[model::ComponentId::api_server].health.detail = "Connection refused";
    world.advance(age);
    return world;
}

TEST(StartBudget, IsLearnedFromTheBoardsOwnStarts) {
    EXPECT_EQ(start_budget({}), 6min);
    EXPECT_EQ(start_budget({.starts = {40s, 31s}}), 160s);
    EXPECT_EQ(start_budget({.starts = {8s}}), 2min) << "a fast board has slow days";
    EXPECT_EQ(start_budget({.starts = {10min}}), 15min);
}

TEST(StartBudget, AGenerationThatNeverBecomesReadyIsGivenUp) {
    const auto early = unready_next_generation(150s);
    EXPECT_TRUE(early.plan().ledger.rollouts[model::ComponentId::api_server].failed.empty());
    auto late = unready_next_generation(170s);
    const auto plan = late.plan();
    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].failed.size(), 1U);
    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].current->id,
              late.ledger.rollouts[model::ComponentId::api_server].last_good->id);
}

TEST(StartBudget, AGenerationThatWaitsForEtcdIsNotGivenUp) {
    auto world = unready_next_generation(170s);
    world.observed.components[model::ComponentId::api_server].containers.front().log = {
        "grpc: addrConn.createTransport failed to connect to {192.168.10.50:2379}"};
    EXPECT_TRUE(world.plan().ledger.rollouts[model::ComponentId::api_server].failed.empty());
}

TEST(StartBudget, IsFedByEachGenerationThatPassesItsGate) {
    auto world = converged_world();
    const auto known = world.ledger.rollouts[model::ComponentId::api_server].starts.size();
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";
    ASSERT_TRUE(world.converge());
    world.follow(world.plan());
    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].starts.size(), known + 1);
}

TEST(Verdict, SaysWhatTheRuntimeSaidOfAStartThatFailed) {
    auto world = converged_world();
    auto ended = world.container(model::ContainerState::exited);
    ended.exit_code = 128;
    ended.reason = "StartError";
    ended.message = "failed to start containerd task: exec /usr/bin/kube-apiserver: exec format error";
    world.observed.components[model::ComponentId::api_server].containers = {ended};
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::unreachable;

    EXPECT_EQ(status_of(world.plan(), server).reason, "CannotBeExecuted");
    EXPECT_THAT(status_of(world.plan(), server).message, HasSubstr("exec format error"));
}

TEST(Verdict, SaysWhatTheKubeletSaidOfAPodThatItCannotStart) {
    auto world = converged_world();
    world.observed.components[model::ComponentId::api_server].containers.clear();
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::unreachable;
    world.observed.runtime.kubelet_log = {
        "E1124 pod_workers.go:191] Error syncing pod 1 (\"kube-apiserver-k8s-master_kube-system(1)\"), skipping: "
        "failed to "
        "\"StartContainer\" for \"kube-apiserver\" with ErrImageNeverPull: \"Container image \\\"localhost/a:1\\\" is "
        "not present "
        "with pull policy of Never\""};

    EXPECT_EQ(status_of(world.plan(), server).reason, "KubeletCannotStart");
    EXPECT_THAT(status_of(world.plan(), server).message, HasSubstr("is not present with pull policy of Never"));
}

}  // namespace
}  // namespace planekeeper::plan::test::verdict_test
