// What an end of a container says, and for how long.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test {
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
    world.observed.runtime.containers = {running, ended};
    world.advance(age);
    world.observed.api.health = model::ApiHealth::not_ready;
    world.observed.api.detail = "[-]etcd failed";
    return world;
}

TEST(Verdict, AnEndExplainsWhyItsYoungSuccessorDoesNotAnswer) {
    auto world = unready_after_an_end(10s);
    world.observed.api.health = model::ApiHealth::unreachable;
    world.observed.api.detail = "Connection refused";

    EXPECT_EQ(status_of(world.plan(), server).reason, "ContainerExited");
}

TEST(Verdict, AYoungOneThatNamesEtcdIsBelieved) {
    EXPECT_EQ(status_of(unready_after_an_end(10s).plan(), server).reason, "EtcdUnhealthy");
}

TEST(Verdict, WhatRunsForLongSuffersFromThePresent) {
    EXPECT_EQ(status_of(unready_after_an_end(10min).plan(), server).reason, "EtcdUnhealthy");
}

TEST(Verdict, AnEndBeforeThePublicationIsOfAnEarlierLife) {
    auto world = converged_world();
    auto ended = world.container(model::ContainerState::exited);
    ended.attempt = 9;
    world.advance(1h);
    world.ledger.last_good.reset();
    world.ledger.current->published_at = world.now.system;
    world.observed.runtime.containers = {ended};
    world.observed.api.health = model::ApiHealth::unreachable;

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, server).reason, "WaitsForKubelet");
    EXPECT_TRUE(plan.ledger.failed.empty());
}

TEST(Verdict, AnApiThatAnswersIsHealthyWithoutARuntimeToAsk) {
    auto world = converged_world();
    world.observed.runtime = {.error = "connection refused", .checked_at = world.now.steady};

    const auto status = status_of(world.plan(), server);

    EXPECT_EQ(status.state, model::State::degraded);
    EXPECT_EQ(status.reason, "RuntimeUnavailable");
}

TEST(Verdict, ACureInForceIsShown) {
    auto world = converged_world();
    world.ledger.cures.insert("flow-control-off");
    EXPECT_THAT(world.plan().warnings, Contains(HasSubstr("FlowControlBootstrap")));
}

}  // namespace
}  // namespace planekeeper::plan::test
