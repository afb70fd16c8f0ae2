#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

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
           a.generations == b.generations && a.images == b.images && a.converged == b.converged;
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
    world.follow(world.plan());  // records the good generation
    world.ledger.rollouts[model::ComponentId::api_server].soaked =
        world.ledger.rollouts[model::ComponentId::api_server].current->id;

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

/// Expects each failed resource in the plan, either refused or as a change that is retried.
void expect_failures_shown(const model::Plan& plan) {
    for (const auto& resource : plan.resources) {
        if (resource.state != model::State::failed) continue;
        const auto it = std::ranges::find(plan.waiting, resource.id, &model::PlannedChange::resource);
        ASSERT_NE(it, plan.waiting.end()) << to_string(resource.id);
        EXPECT_THAT(it->summary + it->waits_for, HasSubstr(resource.message)) << to_string(resource.id);
    }
    EXPECT_FALSE(plan.converged);
    EXPECT_NE(conditions(plan).front().status, model::ConditionStatus::yes);
}

TEST(Plan, ShowsWhateverHasFailed) {
    const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
    const std::string manifest = "/etc/kubelet.d/kube-api-server.yaml";
    const model::ObservedFile directory{.presence = Presence::wrong_type, .error = "is a directory"};
    const model::ObservedFile hidden{
        .presence = Presence::unreadable, .mode = 0600, .uid = 1000, .error = "Permission denied"};
    const std::map<std::string, std::function<void(World&)>> troubles{
        {"File/" + policy, [&](World& world) { world.observed.files[policy] = directory; }},
        {"StaticPod/" + manifest, [&](World& world) { world.observed.files[manifest] = hidden; }},
        {"KeyMaterial/ca", [&](World& world) { world.observed.files["/var/lib/kubernetes/ca-key.pem"] = hidden; }},
        {"Directory//etc/kubernetes/config",
         [&](World& world) {
             world.observed.files[policy] = {};
             world.observed.directories["/etc/kubernetes/config"] = Presence::wrong_type;
         }},
        {"KubernetesVersion/v1.25.1", [](World& world) { world.desired.version = {1, 25, 1}; }},
        {"APIServer/kube-apiserver",
         [](World& world) {
             world.observed.components[model::ComponentId::api_server].containers = {
                 world.container(model::ContainerState::exited)};
             world.ledger.rollouts[model::ComponentId::api_server].soaked.clear();
         }},
    };
    for (const auto& [name, make] : troubles) {
        SCOPED_TRACE(name);
        auto world = converged_world();
        make(world);

        const auto plan = world.plan();

        EXPECT_EQ(status_of(plan, name).state, model::State::failed);
        expect_failures_shown(plan);
        EXPECT_FALSE(view(plan).changes.empty());
    }
}

TEST(Plan, ShowsWhyAnAttemptFailedAndWhetherAnotherFollows) {
    const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
    for (const bool terminal : {false, true}) {
        auto world = converged_world();
        world.observed.files[policy] = {};
        world.observed.attempts[{ResourceKind::file, policy}] = {.failures = 1,
                                                                 .terminal = terminal,
                                                                 .error = "no space",
                                                                 .inputs = world.plan().changes.front().inputs,
                                                                 .last = world.now.steady};

        const auto plan = world.plan();

        expect_failures_shown(plan);
        ASSERT_EQ(plan.waiting.size(), 1U);
        EXPECT_EQ(plan.waiting.front().verb == model::Verb::refuse, terminal);
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
    world.follow(world.plan());  // makes the copy
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
