#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test {
namespace {

using ::testing::IsEmpty;
using namespace std::chrono_literals;

/// The published API server runs, and an older one beside it.
World with_an_older_one(const std::string& uid) {
    auto world = converged_world();
    auto older = world.container(model::ContainerState::running);
    older.id = "c0";
    older.pod_id = "sandbox-of-an-older-one";
    if (!uid.empty()) older.pod_uid = uid;
    world.advance(10s);
    auto published = world.container(model::ContainerState::running);
    published.pod_id = "sandbox";
    world.observed.runtime.containers = {published, older};
    return world;
}

const model::Change* removal(const model::Plan& plan) {
    return change_of(plan, ResourceKind::pod_sandbox, "sandbox-of-an");
}

TEST(Sandboxes, OfAnotherGenerationAreRemovedWhenTheKubeletHasHadItsTurn) {
    auto world = with_an_older_one("another-uid");
    world.advance(89s);
    EXPECT_EQ(removal(world.plan()), nullptr);
    EXPECT_LE(*world.plan().deadline, world.now.steady + 1s);
    world.advance(2s);

    const auto plan = world.plan();

    ASSERT_NE(removal(plan), nullptr);
    EXPECT_EQ(std::get<model::RemoveSandbox>(removal(plan)->action).id, "sandbox-of-an-older-one");
}

TEST(Sandboxes, ASecondOneOfTheSameGenerationIsRemoved) {
    auto world = with_an_older_one("");
    world.advance(2min);
    EXPECT_NE(removal(world.plan()), nullptr);
}

TEST(Sandboxes, AreLeftAloneAsLongAsThePublishedOneIsNotThere) {
    auto world = with_an_older_one("another-uid");
    world.observed.runtime.containers.erase(world.observed.runtime.containers.begin());
    world.advance(10min);
    EXPECT_EQ(removal(world.plan()), nullptr) << "what runs is better than nothing";
}

TEST(Sandboxes, InWhichNothingRunsAreTheKubeletsBusiness) {
    auto world = with_an_older_one("another-uid");
    world.observed.runtime.containers.back().state = model::ContainerState::exited;
    world.advance(2min);
    EXPECT_EQ(removal(world.plan()), nullptr);
}

}  // namespace
}  // namespace planekeeper::plan::test
