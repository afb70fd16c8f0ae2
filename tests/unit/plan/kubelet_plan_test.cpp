#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::kubelet_plan_test {
namespace {

using model::ContainerState;
using namespace std::chrono_literals;

/// The published API server has just started, and an older one still runs.
World with_an_older_one(const std::string& uid = "another-uid") {
    auto world = converged_world();
    auto older = world.container(ContainerState::running);
    older.id = "c0";
    older.pod_id = "sandbox-of-an-older-one";
    if (!uid.empty()) older.pod_uid = uid;
    world.advance(10s);
    auto published = world.container(ContainerState::running);
    published.pod_id = "sandbox";
    world.observed.components[model::ComponentId::api_server].containers = {published, older};
    world.observed.runtime.checked_at = world.now.steady;
    return world;
}

/// Lets time pass; the runtime has just been asked.
void pass_time(World& world, std::chrono::seconds time) {
    world.advance(time);
    world.observed.runtime.checked_at = world.now.steady;
}

const model::Change* removal(const model::Plan& plan) {
    return change_of(plan, ResourceKind::pod_sandbox, "sandbox-of-an");
}

TEST(LeftOverSandboxes, OfAnotherGenerationAreRemovedWhenTheKubeletHasHadItsTurn) {
    auto world = with_an_older_one();
    pass_time(world, 89s);
    EXPECT_EQ(removal(world.plan()), nullptr);
    EXPECT_LE(*world.plan().deadline, world.now.steady + 1s);
    pass_time(world, 2s);

    const auto plan = world.plan();

    ASSERT_NE(removal(plan), nullptr);
    EXPECT_EQ(model::get_action<model::RemoveSandbox>(removal(plan)->action).id, "sandbox-of-an-older-one");
    world.follow(plan);
    EXPECT_EQ(removal(world.plan()), nullptr);
}

TEST(LeftOverSandboxes, AreLookedAtOnceMoreBeforeTheyAreRemoved) {
    auto world = with_an_older_one();
    world.advance(2min);
    world.observed.runtime.checked_at = world.now.steady - 30s;

    const auto plan = world.plan();

    EXPECT_EQ(removal(plan), nullptr) << "the kubelet may have removed it since";
    EXPECT_THAT(plan.looks, ::testing::Contains(model::Look{model::LookKind::runtime}));
    EXPECT_TRUE(plan.converged);
}

TEST(LeftOverSandboxes, OfAnotherGenerationAreRemovedWhenNothingRunsInThem) {
    auto world = with_an_older_one();
    world.observed.components[model::ComponentId::api_server].containers.back().state = ContainerState::exited;
    pass_time(world, 2min);
    EXPECT_NE(removal(world.plan()), nullptr);
}

TEST(LeftOverSandboxes, ASecondOneOfTheSameGenerationIsRemovedWhenOneRunsInIt) {
    auto world = with_an_older_one("");
    pass_time(world, 2min);
    EXPECT_NE(removal(world.plan()), nullptr);
    world.observed.components[model::ComponentId::api_server].containers.back().state = ContainerState::exited;
    EXPECT_EQ(removal(world.plan()), nullptr) << "the kubelet keeps the last one that ended";
}

TEST(LeftOverSandboxes, AreRemovedAtOnceWhenTheyKeepThePublishedOneFromItsPort) {
    auto world = with_an_older_one();
    auto& published = world.observed.components[model::ComponentId::api_server].containers.front();
    published.state = ContainerState::exited;
    published.log = {"failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use"};
    published.attempt = 3;
    EXPECT_EQ(removal(world.plan()), nullptr);
    published.attempt = 4;
    EXPECT_NE(removal(world.plan()), nullptr);
}

TEST(LeftOverSandboxes, ThatRunAreLeftAloneWhenThePublishedOneEndsByItself) {
    auto world = with_an_older_one();
    auto& published = world.observed.components[model::ComponentId::api_server].containers.front();
    published.state = ContainerState::exited;
    published.log = {"Error: something that nobody knows"};
    pass_time(world, 10min);
    EXPECT_EQ(removal(world.plan()), nullptr) << "what runs is better than nothing";
    auto again = world.container(ContainerState::running);
    again.pod_id = published.pod_id;
    again.attempt = 5;
    published = again;
    EXPECT_EQ(removal(world.plan()), nullptr) << "it may end again in a moment";
}

TEST(LeftOverSandboxes, AreLeftAloneAsLongAsThePublishedOneIsNotThere) {
    auto world = with_an_older_one();
    world.observed.components[model::ComponentId::api_server].containers.erase(
        world.observed.components[model::ComponentId::api_server].containers.begin());
    pass_time(world, 10min);
    EXPECT_EQ(removal(world.plan()), nullptr);
}

/// A new generation has just been published, the API does not answer, and only the previous container is there.
World held_on_to() {
    auto world = converged_world();
    auto older = world.container(ContainerState::exited);
    older.pod_uid = "another-uid";
    older.pod_id = "sandbox-of-an-older-one";
    world.observed.components[model::ComponentId::api_server].containers = {older};
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::unreachable;
    world.ledger.rollouts[model::ComponentId::api_server].current->published_at = world.now.system;
    world.observed.watched_since = world.now.steady - 10min;
    return world;
}

const model::Change* restart(const World& world) { return change_of(world.plan(), ResourceKind::kubelet, "kubelet"); }

TEST(KubeletThatHoldsOnToAPod, IsRestartedWhenItHasHadItsTurn) {
    auto world = held_on_to();
    world.advance(89s);
    EXPECT_EQ(restart(world), nullptr);
    EXPECT_LE(*world.plan().deadline, world.now.steady + 1s);
    world.advance(1s);
    EXPECT_NE(restart(world), nullptr);
}

TEST(KubeletThatHoldsOnToAPod, IsNotRestartedAgainAndAgain) {
    auto world = held_on_to();
    world.advance(90s);
    world.observed.kubelet_restarted_at = world.now.steady;
    world.advance(9min);
    EXPECT_EQ(restart(world), nullptr);
    world.advance(1min);
    EXPECT_NE(restart(world), nullptr);
}

TEST(KubeletThatHoldsOnToAPod, HasItsTurnAfterABootToo) {
    auto world = held_on_to();
    world.advance(10min);
    world.observed.watched_since = world.now.steady - 89s;
    EXPECT_EQ(restart(world), nullptr);
    world.advance(1s);
    EXPECT_NE(restart(world), nullptr);
}

TEST(KubeletThatHoldsOnToAPod, IsRestartedForAGenerationThatRanBeforeToo) {
    auto world = held_on_to();
    auto earlier = world.observed.components[model::ComponentId::api_server].containers.front();
    earlier.pod_uid = world.container(ContainerState::exited).pod_uid;
    earlier.pod_id = "its-earlier-sandbox";
    earlier.created_ns -= std::chrono::nanoseconds{5min}.count();
    world.observed.components[model::ComponentId::api_server].containers.push_back(earlier);
    world.advance(90s);
    EXPECT_NE(restart(world), nullptr);
    EXPECT_EQ(removal(world.plan()), nullptr) << "its end is of an earlier life";
}

TEST(KubeletThatHoldsOnToAPod, IsLeftAloneWhenThereIsAnotherReason) {
    auto world = held_on_to();
    world.advance(10min);
    ASSERT_NE(restart(world), nullptr);

    auto answers = world;
    answers.observed.components[model::ComponentId::api_server].health.state = model::Health::ready;
    EXPECT_EQ(restart(answers), nullptr) << "it sees the API, and will end the pod";
    auto unasked = world;
    unasked.observed.components[model::ComponentId::api_server].health.state = model::Health::unknown;
    EXPECT_EQ(restart(unasked), nullptr);
    auto first = world;
    first.observed.components[model::ComponentId::api_server].containers.clear();
    EXPECT_EQ(restart(first), nullptr) << "there is nothing to hold on to";
    auto blind = world;
    blind.observed.runtime.error = "crictl: connection refused";
    EXPECT_EQ(restart(blind), nullptr);
    auto unpublished = world;
    unpublished.observed.files.erase(unpublished.ledger.rollouts[model::ComponentId::api_server].current->path);
    EXPECT_EQ(restart(unpublished), nullptr);
}

}  // namespace
}  // namespace planekeeper::plan::test::kubelet_plan_test
