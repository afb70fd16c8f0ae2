#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::planner_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const model::Taint master{"node-role.kubernetes.io/master", "", "NoSchedule"};
const model::Taint foreign{"example.com/dedicated", "storage", "NoSchedule"};

bool same(const model::Plan& a, const model::Plan& b) {
    return a.changes == b.changes && a.waiting == b.waiting && a.looks == b.looks && a.resources == b.resources &&
           a.warnings == b.warnings && a.ledger == b.ledger && a.deadline == b.deadline &&
           a.generation == b.generation && a.image_reference == b.image_reference && a.converged == b.converged;
}

const model::Condition& condition(const std::vector<model::Condition>& conditions, const std::string& type) {
    return *std::ranges::find(conditions, type, &model::Condition::type);
}

TEST(Plan, OfTheSameInputsIsTheSame) {
    World world;
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(same(world.plan(), world.plan())) << i;
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }
}

TEST(Plan, BecomesEmptyAndStaysSo) {
    World world;

    ASSERT_TRUE(world.converge());
    world.follow(world.plan());  // records what was found good
    world.ledger.soaked = world.ledger.current->id;

    for (int i = 0; i < 100; ++i) {
        const auto plan = world.plan();
        EXPECT_THAT(shown(plan), IsEmpty());
        EXPECT_THAT(plan.waiting, IsEmpty());
        EXPECT_EQ(plan.ledger, world.ledger);
        EXPECT_TRUE(plan.converged);
        world.follow(plan);
        world.advance(std::chrono::seconds{7});
    }
}

TEST(Plan, HasOneStatusForEachResource) {
    World world;
    for (int i = 0; i < 20; ++i) {
        std::set<ResourceId> seen;
        for (const auto& status : world.plan().resources) {
            EXPECT_TRUE(seen.insert(status.id).second) << to_string(status.id);
        }
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }
}

TEST(Objects, WaitForAReadyApi) {
    World world;

    const auto plan = world.plan();

    EXPECT_EQ(waits_for(plan, "KubernetesObject/PodSecurityPolicy/default"), "after APIServer/kube-apiserver");
    EXPECT_EQ(status_of(plan, "NodeTaints/k8s-master").reason, "WaitsForAPI");
}

TEST(Objects, ThatDifferAreRepairedAndMissingOnesCreated) {
    auto world = converged_world();
    auto it = world.observed.api.objects.begin();
    it->second.matches = false;
    it->second.was_applied = true;
    it->second.was_edited = true;
    it->second.text = "theirs";
    world.follow(world.plan());   // the copy
    (++it)->second.present = false;

    const auto lines = shown(world.plan());

    EXPECT_EQ(lines.size(), 2U);
    EXPECT_THAT(lines, Contains(HasSubstr("repair KubernetesObject/")));
    EXPECT_THAT(lines, Contains(HasSubstr("create KubernetesObject/")));
}

TEST(Objects, ThatAreOfAnEarlierDesiredStateAreUpdatedWithoutACopy) {
    auto world = converged_world();
    auto& object = world.observed.api.objects.begin()->second;
    object.matches = false;
    object.was_applied = true;
    object.text = "planekeeper's own";

    EXPECT_THAT(shown(world.plan()), ElementsAre(HasSubstr("update KubernetesObject/")));
}

TEST(Objects, ThatCannotBeReadAreNotWritten) {
    auto world = converged_world();
    world.observed.api.objects.begin()->second = {.error = "403 Forbidden"};

    EXPECT_THAT(world.plan().changes, IsEmpty());
    EXPECT_FALSE(world.plan().converged);
}

TEST(Taints, OfOthersAreKeptBesideOurs) {
    auto world = converged_world();
    world.observed.api.node->taints = {foreign};
    world.observed.api.node->resource_version = "9";

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 1U);
    const auto& action = model::get_action<model::SetTaints>(plan.changes.front().action);
    EXPECT_THAT(action.taints, ElementsAre(foreign, master));
    EXPECT_EQ(action.resource_version, "9");
}

TEST(Taints, ThatAreThereNeedNoWrite) {
    auto world = converged_world();
    world.observed.api.node->taints = {foreign, master};

    EXPECT_THAT(world.plan().changes, IsEmpty());
}

TEST(Taints, WithAnotherValueAreReplacedAndNotDoubled) {
    auto world = converged_world();
    auto other = master;
    other.value = "old";
    world.observed.api.node->taints = {other};

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 1U);
    EXPECT_THAT(model::get_action<model::SetTaints>(plan.changes.front().action).taints, ElementsAre(master));
}

TEST(Taints, WaitForTheNodeToBeRegistered) {
    auto world = converged_world();
    world.observed.api.node = model::ObservedNode{};

    EXPECT_EQ(status_of(world.plan(), "NodeTaints/k8s-master").reason, "NodeNotRegistered");
    EXPECT_EQ(waits_for(world.plan(), "NodeTaints/k8s-master"), "after the kubelet registers the node");
}

TEST(Conditions, OfAConvergedNode) {
    auto world = converged_world();

    const auto all = conditions(world.plan());

    EXPECT_EQ(condition(all, "Converged").status, model::ConditionStatus::yes);
    EXPECT_EQ(condition(all, "APIServerHealthy").status, model::ConditionStatus::yes);
    EXPECT_EQ(condition(all, "Degraded").status, model::ConditionStatus::no);
}

TEST(Conditions, NameWhatFailedBeforeWhatWaitsForIt) {
    World world;
    world.observed.materials["ca"].custody.error = "damaged";

    const auto all = conditions(world.plan());

    EXPECT_EQ(condition(all, "Converged").status, model::ConditionStatus::no);
    EXPECT_EQ(condition(all, "Converged").reason, "CustodyUnreadable");
    EXPECT_THAT(condition(all, "Converged").message, HasSubstr("KeyMaterial/ca: damaged"));
    EXPECT_EQ(condition(all, "APIServerHealthy").status, model::ConditionStatus::no);
}

}  // namespace
}  // namespace planekeeper::plan::test::planner_test
