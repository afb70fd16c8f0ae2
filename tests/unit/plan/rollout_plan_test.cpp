#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failures/known_failures.hpp"
#include "world.hpp"

namespace planekeeper::plan::test::rollout_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using namespace std::chrono_literals;

const std::string manifest = "/etc/kubelet.d/kube-api-server.yaml";
const std::string pod = "StaticPod/" + manifest;
const std::string server = "APIServer/kube-apiserver";

/// A converged world whose next generation is published and has just started.
World with_new_generation() {
    auto world = converged_world();
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";
    world.follow(world.plan());  // makes the rehearsal
    world.follow(world.plan());
    world.forget_api();
    world.observed.runtime.known = true;
    world.observed.components[model::ComponentId::api_server].containers.clear();
    world.advance(5s);
    return world;
}

void container_ends(World& world, std::vector<std::string> log, std::uint32_t attempt = 0, bool out_of_memory = false) {
    auto container = world.container(model::ContainerState::exited);
    container.exit_code = 1;
    container.attempt = attempt;
    container.reason = out_of_memory ? "OOMKilled" : "Error";
    container.out_of_memory = out_of_memory;
    container.log = std::move(log);
    world.observed.components[model::ComponentId::api_server].containers = {container};
}

TEST(Rollout, WaitsForEverythingThatTheManifestNeeds) {
    World world;

    const auto plan = world.plan();

    EXPECT_EQ(change_of(plan, ResourceKind::static_pod, manifest), nullptr);
    EXPECT_THAT(waits_for(plan, pod), StartsWith("known after /var/lib/kubernetes/"));
    EXPECT_EQ(plan.generations[model::ComponentId::api_server], std::nullopt);
    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].current, std::nullopt);
    EXPECT_EQ(status_of(plan, server).reason, "NotPublished");
}

/// Ready for publication except for one file that is not taken over. The kubeconfig of others blocks nothing.
World blocked_world() {
    World world;
    world.desired.admin_kubeconfig =
        model::AdminKubeconfig{"/etc/planekeeper/admin.kubeconfig", "https://192.168.10.50:6443"};
    world.observed.directories["/etc/planekeeper"] = Presence::present;
    world.publish("admin-kubeconfig");
    world.observed.materials["admin-kubeconfig"].published.key_matches = false;
    world.observed.files["/etc/kubernetes/config/audit-policy.yaml"] = {
        .presence = Presence::unreadable, .mode = 0600, .uid = 1000, .error = "Permission denied"};
    for (int i = 0; i < 10; ++i) {
        world.follow(world.plan());
        world.advance(1s);
    }
    return world;
}

TEST(Rollout, NamesTheFailureThatItWaitsForBeforeOnesThatBlockNothing) {
    const auto world = blocked_world();
    const std::string policy = "File//etc/kubernetes/config/audit-policy.yaml";

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, "KeyMaterial/admin-kubeconfig").state, model::State::failed);
    EXPECT_EQ(waits_for(plan, pod), "after " + policy);
    EXPECT_EQ(status_of(plan, server).message,
              "starts once its manifest is published; that waits for " + policy + " (NotTakenOver)");
    const auto converged = conditions(plan).front();
    EXPECT_EQ(converged.reason, "NotTakenOver");
    EXPECT_THAT(converged.message, StartsWith(policy));
}

TEST(Rollout, WaitsForTheImage) {
    World world;
    for (const auto* name : {"ca", "kubernetes", "service-account", "encryption-config"}) {
        world.keep(name);
        world.publish(name);
    }
    world.follow(world.plan());
    world.observed.components[model::ComponentId::api_server].image.presence = model::ImagePresence::absent;

    const auto plan = world.plan();

    EXPECT_NE(change_of(plan, ResourceKind::image, "localhost/k8s-kube-apiserver"), nullptr);
    EXPECT_THAT(waits_for(plan, pod), HasSubstr("Image/localhost/k8s-kube-apiserver"));
    EXPECT_NE(plan.generations[model::ComponentId::api_server], std::nullopt) << "it is known, but not due";
}

TEST(Rollout, PassesItsGateOnlyAfterReadyzThreeTimesAndASmokeRead) {
    auto world = with_new_generation();
    const auto before = world.ledger.rollouts[model::ComponentId::api_server].last_good->id;
    world.observed.components[model::ComponentId::api_server].containers = {
        world.container(model::ContainerState::running)};
    world.observed.components[model::ComponentId::api_server].health.state = model::Health::ready;
    world.observed.components[model::ComponentId::api_server].health.ready_streak = 2;
    EXPECT_EQ(status_of(world.plan(), server).reason, "Gating");
    world.observed.components[model::ComponentId::api_server].health.ready_streak = 3;
    EXPECT_EQ(world.plan().ledger.rollouts[model::ComponentId::api_server].last_good->id, before)
        << "no object has been read yet";
    world.observed.api.objects_known = true;

    EXPECT_EQ(world.plan().ledger.rollouts[model::ComponentId::api_server].last_good->id,
              world.ledger.rollouts[model::ComponentId::api_server].current->id);
}

TEST(Rollout, OfAChangedFlagIsANewGenerationAndOneWrite) {
    auto world = converged_world();
    const auto before = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";
    EXPECT_THAT(world.plan().changes, ::testing::SizeIs(1)) << "nothing but its rehearsal";
    EXPECT_EQ(waits_for(world.plan(), pod).substr(0, 16), "after Rehearsal/");
    EXPECT_THAT(world.plan().waiting.front().after.value_or(""), HasSubstr("--v=4")) << "what will be is shown before";
    world.follow(world.plan());

    const auto plan = world.plan();

    EXPECT_THAT(shown(plan), ::testing::ElementsAre("update " + pod));
    EXPECT_TRUE(plan.changes.front().shown.restarts);
    EXPECT_FALSE(plan.changes.front().repair);
    EXPECT_NE(plan.ledger.rollouts[model::ComponentId::api_server].current->id, before);
    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].last_good->id, before);
    EXPECT_EQ(plan.generations[model::ComponentId::api_server],
              plan.ledger.rollouts[model::ComponentId::api_server].current->id);
}

TEST(Rollout, IsNotCausedByARenewedLeaf) {
    auto world = converged_world();
    const auto before = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    world.desired.pki.extra_sans = {"api.example.org"};

    ASSERT_TRUE(world.converge());

    EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].current->id, before);
}

TEST(Rollout, OfAGenerationThatFailsForGoodFallsBackToTheLastGoodOneOnce) {
    auto world = with_new_generation();
    const auto bad = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    const auto good = world.ledger.rollouts[model::ComponentId::api_server].last_good->id;
    container_ends(world, {"Error: unknown flag: --no-such"});

    const auto plan = world.plan();

    EXPECT_THAT(plan.ledger.rollouts[model::ComponentId::api_server].failed, Contains(::testing::Key(bad)));
    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].current->id, good);
    EXPECT_NE(change_of(plan, ResourceKind::static_pod, manifest), nullptr);
    EXPECT_THAT(plan.warnings, Contains(AllOf(HasSubstr(bad.substr(0, 12)), HasSubstr(good.substr(0, 12)))));
    world.follow(plan);
    world.forget_api();
    world.advance(5s);
    for (int i = 0; i < 10; ++i) {
        world.follow(world.plan());
        world.advance(5s);
        EXPECT_EQ(world.ledger.rollouts[model::ComponentId::api_server].current->id, good);
    }
    EXPECT_EQ(status_of(world.plan(), server).reason, "FellBack");
    EXPECT_FALSE(world.plan().converged) << "the node is not as the file says";
    EXPECT_EQ(conditions(world.plan()).front().reason, "FellBack");
    EXPECT_THAT(world.plan().changes, IsEmpty());
}

TEST(Rollout, IsTriedAgainWithOtherInputsAfterAFailure) {
    auto world = with_new_generation();
    container_ends(world, {"Error: unknown flag: --no-such"});
    world.follow(world.plan());
    world.desired.component(model::ComponentId::api_server).flags["v"] = "5";

    ASSERT_TRUE(world.converge());

    EXPECT_THAT(world.observed.files.at(manifest).text, HasSubstr("--v=5"));
}

TEST(Rollout, OfTheFirstGenerationHasNothingToFallBackTo) {
    auto world = converged_world();
    world.ledger.rollouts[model::ComponentId::api_server].last_good.reset();
    world.ledger.rollouts[model::ComponentId::api_server].soaked.clear();
    const auto first = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    world.forget_api();
    container_ends(world, {"Error: unknown flag: --no-such"});

    const auto plan = world.plan();

    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].current->id, first);
    EXPECT_EQ(status_of(plan, server).state, model::State::failed);
    EXPECT_THAT(plan.changes, IsEmpty());
}

TEST(Rollout, TakesTheCureOfAKnownFailure) {
    auto world = with_new_generation();
    container_ends(world, {"panic: failed creating mandatory flowcontrol settings: timed out"});
    const auto failure = kubernetes::recognise(
        world.observed.components[model::ComponentId::api_server].containers.front().log, world.desired.version);
    ASSERT_TRUE(failure);
    ASSERT_EQ(failure->cure, kubernetes::flow_control_cure);
    const auto sick = world.ledger.rollouts[model::ComponentId::api_server].current->id;

    world.follow(world.plan());
    EXPECT_THAT(world.ledger.rollouts[model::ComponentId::api_server].cures, Contains(failure->cure));
    world.follow(world.plan());

    EXPECT_NE(world.ledger.rollouts[model::ComponentId::api_server].current->id, sick)
        << "the cured generation is another one";
}

TEST(Rollout, BlamesAnUnexplainedExitOnlyAfterSeveralRestarts) {
    auto world = with_new_generation();
    const auto id = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    container_ends(world, {"something nobody has seen before"}, 1);
    EXPECT_EQ(world.plan().ledger.rollouts[model::ComponentId::api_server].current->id, id);
    EXPECT_THAT(status_of(world.plan(), server).message, HasSubstr("something nobody has seen before"));

    container_ends(world, {"something nobody has seen before"}, 5);

    EXPECT_NE(world.plan().ledger.rollouts[model::ComponentId::api_server].current->id, id);
}

TEST(Rollout, DoesNotBlameAGenerationThatHasRunWell) {
    auto world = converged_world();
    const auto id = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    world.forget_api();
    container_ends(world, {"Error: unknown flag: --no-such"}, 9);

    const auto plan = world.plan();

    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].current->id, id);
    EXPECT_THAT(plan.ledger.rollouts[model::ComponentId::api_server].failed, IsEmpty());
    EXPECT_EQ(status_of(plan, server).state, model::State::failed);
}

TEST(Rollout, OfAGenerationThatHasRunWellIsNoFailureBeforeTheApiWasAsked) {
    auto world = converged_world();
    world.forget_api();

    const auto status = status_of(world.plan(), server);

    EXPECT_EQ(status.state, model::State::unknown);
    EXPECT_EQ(status.reason, "Checking");
}

TEST(Rollout, ExplainsThatTheMemoryLimitIsTooSmall) {
    auto world = with_new_generation();
    container_ends(world, {}, 0, true);

    const auto status = status_of(world.plan(), server);

    EXPECT_EQ(status.reason, "OOMKilled");
    EXPECT_THAT(status.message, HasSubstr("384Mi"));
}

TEST(Looks, AreRareOnAQuietNodeAndFrequentDuringARollout) {
    auto quiet = converged_world();
    quiet.observed.runtime.checked_at = quiet.observed.components[model::ComponentId::api_server].health.checked_at =
        quiet.now.steady;
    quiet.observed.api.objects_checked_at = quiet.now.steady;
    quiet.observed.components[model::ComponentId::api_server].image.checked_at = quiet.now.steady;
    EXPECT_THAT(quiet.plan().looks, IsEmpty());
    EXPECT_GE(*quiet.plan().deadline, quiet.now.steady + 10s);

    auto busy = with_new_generation();
    busy.observed.runtime.checked_at = busy.observed.components[model::ComponentId::api_server].health.checked_at =
        busy.now.steady;

    EXPECT_LE(*busy.plan().deadline, busy.now.steady + 1s);
}

TEST(Offline, PublishesNothingThatNeedsARuntime) {
    World world;
    world.observed.offline = true;
    for (int i = 0; i < 5; ++i) world.follow(world.plan());

    const auto plan = world.plan();

    EXPECT_THAT(plan.looks, IsEmpty());
    EXPECT_EQ(status_of(plan, "Image/localhost/k8s-kube-apiserver").reason, "Offline");
    EXPECT_EQ(change_of(plan, ResourceKind::static_pod, manifest), nullptr);
}

}  // namespace
}  // namespace planekeeper::plan::test::rollout_plan_test
