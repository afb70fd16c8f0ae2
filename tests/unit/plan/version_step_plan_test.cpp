#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::version_step_plan_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string manifest = "/etc/kubelet.d/kube-api-server.yaml";
const std::string server = "APIServer/kube-apiserver";

/// Declares another version: defaults follow the version.
void declare(World& world, const model::KubernetesVersion& version) {
    world.desired.version = version;
    const auto half = Digest::of(to_string(version)).hex();
    world.desired.component(model::ComponentId::api_server).image.source =
        model::BinaryPath{.path = "/opt/kube-apiserver", .sha512 = half + half};
    world.desired.apiserver.admission_plugins = kubernetes::version_facts(version).admission_plugins;
    world.desired.taints = kubernetes::version_facts(version).control_plane_taints;
    world.observed.components[model::ComponentId::api_server].image.presence = model::ImagePresence::unknown;
    world.observed.components[model::ComponentId::api_server].image.reference.clear();
}

World converged_at(const model::KubernetesVersion& version) {
    World world;
    declare(world, version);
    world.kubelet_version = to_string(version);
    if (!world.converge()) throw std::runtime_error("the world does not converge");
    world.advance(std::chrono::minutes{1});
    world.follow(world.plan());
    return world;
}

/// Follows the plans and returns the published manifests in order.
std::vector<std::string> manifests_until_converged(World& world) {
    std::vector<std::string> published;
    for (int i = 0; i < 60; ++i) {
        const auto plan = world.plan();
        world.follow(plan);
        if (plan.converged) return published;
        const auto& text = world.observed.files.at(manifest).text;
        if (published.empty() || published.back() != text) published.push_back(text);
        world.advance(std::chrono::seconds{1});
    }
    ADD_FAILURE() << "never converged";
    return published;
}

TEST(VersionStep, WithinAMinorIsAnOrdinaryRollout) {
    auto world = converged_at({1, 24, 16});
    declare(world, {1, 24, 17});

    ASSERT_TRUE(world.converge());
    world.follow(world.plan());

    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].last_good->version.patch, 17);
    EXPECT_EQ(world.observed.etcd.checked_at, SteadyTime::min()) << "nobody had to be asked";
}

TEST(VersionStep, ToTheNextMinorIsRehearsedAndPublishedOnce) {
    auto world = converged_at({1, 36, 3});
    declare(world, {1, 37, 2});
    const auto before = world.observed.files.at(manifest).text;

    const auto manifests = manifests_until_converged(world);

    EXPECT_EQ(manifests.size(), 2U) << "the old one and the new one";
    EXPECT_EQ(manifests.front(), before);
    EXPECT_EQ(world.rehearsals, 1);
    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].last_good->version,
              (model::KubernetesVersion{1, 37, 2}));
    EXPECT_THAT(world.deleted, IsEmpty());
}

TEST(VersionStep, OverAMinorChangesNothingAndNamesTheWayOut) {
    auto world = converged_at({1, 24, 17});
    declare(world, {1, 36, 3});

    for (int i = 0; i < 20; ++i) {
        const auto plan = world.plan();
        EXPECT_THAT(plan.changes, IsEmpty());
        const auto status = status_of(plan, "KubernetesVersion/v1.36.3");
        EXPECT_EQ(status.reason, "StepRefused");
        EXPECT_THAT(status.message, HasSubstr("v1.25"));
        EXPECT_FALSE(plan.converged);
        world.follow(plan);
        world.advance(std::chrono::seconds{30});
    }
    EXPECT_EQ(status_of(world.plan(), server).state, model::State::ready) << "what runs is still told of";
}

TEST(VersionStep, BackToAnOlderMinorIsRefused) {
    auto world = converged_at({1, 25, 4});
    declare(world, {1, 24, 17});
    EXPECT_EQ(status_of(world.plan(), "KubernetesVersion/v1.24.17").reason, "StepRefused");
}

TEST(VersionStep, RefusedStillRepairsThePublishedManifest) {
    auto world = converged_at({1, 24, 17});
    const auto text = world.observed.files.at(manifest).text;
    declare(world, {1, 36, 3});
    world.observed.files.at(manifest) = {};

    world.follow(world.plan());

    EXPECT_EQ(world.observed.files.at(manifest).text, text);
}

TEST(VersionStep, WithAKubeletThatIsTooOldIsRefusedUntilItIsNewer) {
    auto world = converged_at({1, 24, 17});
    world.kubelet_version = "v1.22.17";
    world.follow(world.plan());
    world.advance(std::chrono::minutes{1});
    world.follow(world.plan());
    declare(world, {1, 25, 4});
    for (int i = 0; i < 5; ++i) world.follow(world.plan());
    EXPECT_THAT(status_of(world.plan(), "KubernetesVersion/v1.25.4").message, HasSubstr("kubelet"));
    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].current->version.minor, 24);

    world.kubelet_version = "v1.24.17";

    EXPECT_TRUE(world.converge(120));
}

TEST(VersionStep, WithAnEtcdThatIsTooOldIsRefused) {
    auto world = converged_at({1, 22, 17});
    world.etcd_version = "3.3.27";
    declare(world, {1, 23, 17});
    for (int i = 0; i < 5; ++i) world.follow(world.plan());
    EXPECT_THAT(status_of(world.plan(), "KubernetesVersion/v1.23.17").message, HasSubstr("etcd 3.3.27"));
    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].current->version.minor, 22);
}

TEST(VersionStep, WaitsUntilKubeletAndEtcdHaveBeenAsked) {
    auto world = converged_at({1, 36, 3});
    world.forget_api();  // as after a start of the daemon
    declare(world, {1, 37, 2});

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, "KubernetesVersion/v1.37.2").reason, "Checking");
    EXPECT_THAT(plan.looks, Contains(model::Look{model::LookKind::etcd}));
    EXPECT_THAT(plan.changes, IsEmpty());
}

TEST(VersionStep, OverThePolicyBorderTakesThePluginOffAndTheObjectsAwayFirst) {
    auto world = converged_at({1, 24, 17});
    ASSERT_THAT(world.observed.files.at(manifest).text, HasSubstr("PodSecurityPolicy"));
    const auto old_image = world.ledger.rollouts[model::ComponentId::api_server].current->image;
    declare(world, {1, 25, 4});

    const auto manifests = manifests_until_converged(world);

    ASSERT_EQ(manifests.size(), 3U);
    EXPECT_THAT(manifests[1], Not(HasSubstr("PodSecurityPolicy")));
    EXPECT_THAT(manifests[1], HasSubstr(old_image)) << "still the old program";
    EXPECT_THAT(manifests[2], HasSubstr("v1.25.4"));
    EXPECT_THAT(world.deleted, Contains("PodSecurityPolicy/default"));
    EXPECT_EQ(world.deleted.front().substr(0, 18), "ClusterRoleBinding") << "users before what they use";
}

TEST(VersionStep, TheLedgerRemembersTheStage) {
    auto world = converged_at({1, 24, 17});
    EXPECT_THAT(world.ledger.sequences, IsEmpty());
    declare(world, {1, 25, 4});
    std::vector<std::string> stages;
    for (int i = 0; i < 120 && !world.plan().converged; ++i) {
        const auto plan = world.plan();
        for (const auto& [name, state] : plan.ledger.sequences) {
            EXPECT_EQ(name, "PodSecurityPolicyBorder");
            if (stages.empty() || stages.back() != state.stage) stages.push_back(state.stage);
        }
        for (const auto& sequence : plan.sequences) {
            EXPECT_EQ(sequence.stages[sequence.current].name, plan.ledger.sequences.at(sequence.name).stage);
        }
        world.follow(plan);
        world.advance(std::chrono::seconds{1});
    }
    EXPECT_THAT(stages, testing::ElementsAre("WithoutThePlugin", "NextMinor"));
    EXPECT_THAT(world.plan().ledger.sequences, IsEmpty()) << "the way is behind it";
    EXPECT_THAT(world.plan().sequences, IsEmpty());
}

TEST(VersionStep, AStageThatIsDoneIsNotGoneThroughAgainForAnotherDesiredState) {
    auto world = converged_at({1, 24, 17});
    declare(world, {1, 25, 4});
    auto& rollout = world.ledger.rollouts[model::ComponentId::api_server];
    for (int i = 0; i < 120 && rollout.current->version.minor == 24; ++i) {
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }
    ASSERT_EQ(rollout.current->version.minor, 25);
    rollout.failed[rollout.current->id] = {.reason = "ContainerExited", .message = "exit code 1"};
    world.follow(world.plan());
    ASSERT_EQ(rollout.current->version.minor, 24) << "fell back to what prepared it";
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";

    const auto manifests = manifests_until_converged(world);

    ASSERT_EQ(manifests.size(), 2U);
    EXPECT_THAT(manifests[1], HasSubstr("v1.25.4"));
}

TEST(VersionStep, GivenUpForTheOldVersionIsForgotten) {
    auto world = converged_at({1, 24, 17});
    declare(world, {1, 25, 4});
    for (int i = 0; i < 5; ++i) world.follow(world.plan());
    ASSERT_THAT(world.ledger.sequences, testing::SizeIs(1));
    declare(world, {1, 24, 17});
    EXPECT_THAT(world.plan().ledger.sequences, IsEmpty());
}

TEST(VersionStep, NothingIsPreparedBeforeTheNextGenerationIsRehearsed) {
    auto world = converged_at({1, 24, 17});
    const auto before = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    declare(world, {1, 25, 4});
    world.rehearsed = {.outcome = model::RehearsalOutcome::refused, .reason = "UnknownFlag", .message = "--nope"};

    for (int i = 0; i < 20; ++i) {
        world.follow(world.plan());
        world.advance(std::chrono::seconds{5});
    }

    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].current->id, before);
    EXPECT_THAT(world.deleted, IsEmpty());
    EXPECT_THAT(world.node_taints, Contains(model::Taint{"node-role.kubernetes.io/master", "", "NoSchedule"}));
    EXPECT_EQ(world.rehearsals, 1) << "what failed for good is not tried again";
    EXPECT_EQ(status_of(world.plan(), server).reason, "FellBack");
    EXPECT_EQ(status_of(world.plan(), "KubernetesVersion/v1.25.4").reason, "StepFailed");
}

TEST(Rehearsal, OfAFirstGenerationIsNotNeeded) {
    auto world = converged_world();
    EXPECT_EQ(world.rehearsals, 0);
}

TEST(Rehearsal, ThatCannotTellIsNoObstacle) {
    auto world = converged_world();
    world.rehearsed = {.outcome = model::RehearsalOutcome::undecided, .reason = "NotStarted", .message = "no ctr"};
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";

    ASSERT_TRUE(world.converge());

    EXPECT_EQ(world.rehearsals, 1);
    EXPECT_THAT(world.plan().warnings, Contains(HasSubstr("no ctr")));
}

TEST(Program, OfAnotherVersionIsNotPublished) {
    World world;
    world.observed.components[model::ComponentId::api_server].program = {.sha512 = std::string(128, 'a'),
                                                                         .version = "v1.24.17"};
    EXPECT_FALSE(world.converge());
    EXPECT_EQ(status_of(world.plan(), "Image/localhost/k8s-kube-apiserver").reason, "WrongVersion");
    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].current, std::nullopt);
}

TEST(Program, ThatCouldNotBeAskedIsAskedAgainAndNotReady) {
    auto world = converged_world();
    world.ledger.rollouts[model::ComponentId::api_server].program.reset();
    world.observed.components[model::ComponentId::api_server].program = {};
    const auto asking = world.plan();
    const auto* ask = change_of(asking, ResourceKind::image, "localhost/k8s-kube-apiserver");
    ASSERT_NE(ask, nullptr);
    world.observed.attempts[ask->resource] = {
        .failures = 1, .error = "no ctr", .inputs = ask->inputs, .last = world.now.steady};

    EXPECT_EQ(status_of(world.plan(), "Image/localhost/k8s-kube-apiserver").reason, "RetryLater");
    EXPECT_EQ(world.plan().ledger.rollouts[model::ComponentId::api_server].program, std::nullopt);
    world.advance(std::chrono::seconds{2});
    const auto again = world.plan();
    ASSERT_NE(change_of(again, ResourceKind::image, "localhost/k8s-kube-apiserver"), nullptr);
    world.follow(again);
    EXPECT_TRUE(world.plan().converged);
}

TEST(Program, ThatDoesNotKnowAFlagIsNotPublished) {
    World world;
    world.observed.components[model::ComponentId::api_server].program = {
        .sha512 = std::string(128, 'a'), .version = "v1.20.1", .flags = {"advertise-address"}};
    EXPECT_FALSE(world.converge());
    EXPECT_EQ(status_of(world.plan(), "Image/localhost/k8s-kube-apiserver").reason, "UnknownFlag");
}

}  // namespace
}  // namespace planekeeper::plan::test::version_step_plan_test
