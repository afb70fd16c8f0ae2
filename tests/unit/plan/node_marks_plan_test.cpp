#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::node_marks_plan_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

const model::Taint master{"node-role.kubernetes.io/master", "", "NoSchedule"};
const model::Taint foreign{"example.com/dedicated", "storage", "NoSchedule"};

void look_again(World& world) {
    world.advance(std::chrono::minutes{1});
    world.follow(world.plan());
}

TEST(NodeMarks, LabelsOfTheVersionAreAdded) {
    const auto world = converged_world();
    EXPECT_THAT(world.node_labels, IsSupersetOf(kubernetes::version_facts(world.desired.version).control_plane_labels));
}

TEST(NodeMarks, TaintAndLabelsAreNotWrittenAtOnce) {
    auto world = converged_world();
    world.node_taints.clear();
    world.node_labels.clear();
    look_again(world);

    const auto plan = world.plan();

    EXPECT_NE(change_of(plan, ResourceKind::node_taints, "k8s-master"), nullptr);
    EXPECT_EQ(change_of(plan, ResourceKind::node_labels, "k8s-master"), nullptr);
    EXPECT_TRUE(world.converge());
}

TEST(NodeMarks, ATaintThatIsNoLongerDeclaredIsTakenOff) {
    auto world = converged_world();
    world.node_taints.push_back(foreign);
    look_again(world);
    ASSERT_THAT(world.node_taints, Contains(master));
    world.desired.taints.clear();

    ASSERT_TRUE(world.converge());

    EXPECT_THAT(world.node_taints, ElementsAre(foreign));
    EXPECT_THAT(world.ledger.taints, Contains(master)) << "until it was seen to be gone";
    look_again(world);
    EXPECT_THAT(world.plan().ledger.taints, IsEmpty());
}

TEST(NodeMarks, WithoutTaintsTheNodeIsNotLookedFor) {
    World world;
    world.desired.taints.clear();
    world.desired.policies.pods = model::PodPolicy::none;
    for (int i = 0; i < 40; ++i) {
        world.follow(world.plan());
        world.observed.api.node.reset();  // as when the daemon may not read it
        world.advance(std::chrono::seconds{1});
    }
    EXPECT_TRUE(world.plan().converged);
    EXPECT_THAT(world.node_labels, IsEmpty());
}

TEST(NodeMarks, ATaintOfSomebodyElseIsNeverTakenOff) {
    auto world = converged_world();
    world.ledger.taints.clear();
    world.node_taints = {foreign};
    world.desired.taints.clear();
    look_again(world);
    EXPECT_THAT(world.plan().changes, IsEmpty());
    EXPECT_THAT(world.node_taints, ElementsAre(foreign));
}

}  // namespace
}  // namespace planekeeper::plan::test::node_marks_plan_test
