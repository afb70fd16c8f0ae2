#include <gmock/gmock.h>

#include "world.hpp"

namespace planekeeper::plan::test::components_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto api_server = model::ComponentId::api_server;
constexpr auto scheduler = model::ComponentId::scheduler;
const std::string pod = "/etc/kubelet.d/kube-scheduler.yaml";

void declare_scheduler(World& world) {
    auto& component = world.desired.component(scheduler);
    component = kubernetes::default_component(scheduler);
    component.image.source = model::BinaryPath{.path = "/opt/kube-scheduler", .sha512 = std::string(128, 'd')};
    world.observed.components[scheduler].image.binary_source = "/opt/kube-scheduler";
    world.observed.components[scheduler].image.binary_identity = "1:2:3:4:6";
}

World world_with_scheduler() {
    World world;
    declare_scheduler(world);
    if (!world.converge()) throw std::runtime_error("the world does not converge");
    world.advance(std::chrono::minutes{1});
    world.follow(world.plan());
    return world;
}

/// Declares this minor with its programs.
void declare_minor(World& world, int minor) {
    world.etcd_version = "3.5.4";
    world.kubelet_version = "v1." + std::to_string(minor - 1) + ".0";
    world.desired.version = {1, minor, 0};
    const std::string digest(128, static_cast<char>('a' + minor - 20));
    for (auto& [id, component] : world.desired.components) {
        component.image.source =
            model::BinaryPath{.path = std::get<model::BinaryPath>(component.image.source).path, .sha512 = digest};
    }
}

/// Whether the plan publishes a manifest of the scheduler.
bool publishes(const model::Plan& plan) { return change_of(plan, ResourceKind::static_pod, pod) != nullptr; }

TEST(Scheduler, IsPublishedBehindTheApiServerAndThenNothingIsPlanned) {
    World world;
    declare_scheduler(world);
    for (int i = 0; i < 60 && !world.ledger.rollouts[api_server].last_good; ++i) {
        const auto plan = world.plan();
        EXPECT_FALSE(publishes(plan)) << "the API server has not passed its gate";
        world.follow(plan);
        world.advance(std::chrono::seconds{1});
    }
    ASSERT_TRUE(world.converge());
    world.follow(world.plan());
    EXPECT_TRUE(world.ledger.rollouts[scheduler].last_good);
    EXPECT_EQ(status_of(world.plan(), "Component/kube-scheduler").reason, "Healthy");
    EXPECT_THAT(shown(world.plan()), IsEmpty());
}

TEST(Scheduler, AddedLaterRestartsNothingElse) {
    auto world = converged_world();
    const auto before = world.ledger.rollouts[api_server];
    declare_scheduler(world);
    ASSERT_TRUE(world.converge());
    EXPECT_EQ(world.ledger.rollouts[api_server].current->id, before.current->id);
    EXPECT_TRUE(world.ledger.rollouts[scheduler].last_good);
}

TEST(Scheduler, ThatIsDeclaredNoLongerIsRemovedAndForgotten) {
    auto world = world_with_scheduler();
    world.desired.components.erase(scheduler);
    const auto plan = world.plan();
    EXPECT_NE(change_of(plan, ResourceKind::file, pod), nullptr);
    ASSERT_TRUE(world.converge());
    EXPECT_EQ(world.ledger.rollouts[scheduler], model::Rollout{});
    EXPECT_EQ(world.observed.files[pod].presence, Presence::absent);
}

TEST(Scheduler, OfTheNextMinorWaitsForTheApiServerOfThatMinor) {
    auto world = world_with_scheduler();
    for (int minor = 21; minor <= 25; ++minor) {
        declare_minor(world, minor);
        for (int i = 0; i < 120; ++i) {
            const auto plan = world.plan();
            const auto& current = world.ledger.rollouts[api_server].current;
            const auto& next = plan.ledger.rollouts[scheduler].current;
            EXPECT_FALSE(next->version > current->version) << "kube-scheduler must not be newer than kube-apiserver";
            world.follow(plan);
            world.advance(std::chrono::seconds{1});
        }
        EXPECT_EQ(world.ledger.rollouts[scheduler].current->version.minor, minor);
    }
}

TEST(Scheduler, StaysWithTheVersionOfAnApiServerThatFellBack) {
    auto world = world_with_scheduler();
    declare_minor(world, 21);
    world.rehearsed = {.outcome = model::RehearsalOutcome::refused, .reason = "UnknownFlag", .message = "no such flag"};
    for (int i = 0; i < 60; ++i) {
        if (!world.ledger.rollouts[api_server].failed.empty())
            world.rehearsed = {.outcome = model::RehearsalOutcome::passed};
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }
    const auto plan = world.plan();
    EXPECT_EQ(status_of(plan, "APIServer/kube-apiserver").reason, "FellBack");
    EXPECT_EQ(world.ledger.rollouts[scheduler].current->version.minor, 20);
    EXPECT_THAT(waits_for(plan, "StaticPod/" + pod), HasSubstr("APIServer/kube-apiserver"));
}

TEST(Scheduler, RenewsItsCertificateAlsoWhileAStepIsRefused) {
    auto world = world_with_scheduler();
    world.desired.version = {1, 30, 0};
    world.observed.materials["kube-scheduler"].custody.certificate->not_after = world.now.system + std::chrono::days{1};
    world.observed.materials["kube-scheduler"].published.certificate->not_after =
        world.now.system + std::chrono::days{1};
    const auto plan = world.plan();
    ASSERT_EQ(status_of(plan, "KubernetesVersion/v1.30.0").reason, "StepRefused");
    EXPECT_NE(change_of(plan, ResourceKind::key_material, "kube-scheduler"), nullptr);
}

TEST(Scheduler, ARefusedStepIsNamedBeforeAnApiServerThatIsIllMeanwhile) {
    auto world = world_with_scheduler();
    world.desired.version = {1, 30, 0};
    auto& health = world.observed.components[api_server].health;
    health.state = model::Health::not_ready;
    health.unready_since = world.now.steady;
    world.advance(std::chrono::minutes{10});
    const auto plan = world.plan();
    ASSERT_EQ(status_of(plan, "APIServer/kube-apiserver").state, model::State::failed);
    ASSERT_TRUE(plan.blocker);
    EXPECT_EQ(to_string(*plan.blocker), "KubernetesVersion/v1.30.0");
}

TEST(Scheduler, WhoseImageCannotBeMadeLeavesTheApiServerAlone) {
    auto world = converged_world();
    declare_scheduler(world);
    world.desired.component(scheduler).image.source = model::BinaryPath{.path = "/opt/kube-scheduler"};
    world.observed.components[scheduler].image.binary_error = "/opt/kube-scheduler does not exist";
    world.desired.component(api_server).flags["v"] = "4";
    for (int i = 0; i < 30; ++i) {
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }
    EXPECT_THAT(world.ledger.rollouts[api_server].last_good->manifest, HasSubstr("--v=4"));
    EXPECT_EQ(status_of(world.plan(), "Image/localhost/k8s-kube-scheduler").reason, "SourceMissing");
}

const std::string hand_made =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: kube-scheduler, namespace: kube-system}\nspec:\n  containers:\n"
    "  - {name: kube-scheduler, image: 'k8s.gcr.io/kube-scheduler:v1.20.1', command: [kube-scheduler]}\n";

TEST(Scheduler, ThatWasMadeByHandIsTakenOverInTheWordsOfAScheduler) {
    auto world = converged_world();
    declare_scheduler(world);
    const std::string path = "/etc/kubelet.d/scheduler.yaml";
    world.observed.foreign_manifests = {"scheduler.yaml"};
    world.observed.foreign_texts[path] = hand_made;
    world.observed.files[path] = {.presence = Presence::present, .digest = Digest::of(hand_made), .text = hand_made};
    const auto plan = world.plan();
    EXPECT_EQ(plan.ledger.rollouts[scheduler].last_good->path, path);
    EXPECT_EQ(plan.ledger.rollouts[scheduler].last_good->port, 10259) << "its own default, not the API server's";
    const auto message = status_of(plan, "Component/kube-scheduler").message;
    EXPECT_THAT(message, AllOf(StartsWith("the scheduler that runs by " + path), Not(HasSubstr("API"))));
}

TEST(Scheduler, ThatFindsItsPortTakenIsToldSoInItsOwnWords) {
    auto world = converged_world();
    declare_scheduler(world);
    world.port_is_taken = true;
    for (int i = 0; i < 30; ++i) {
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }
    const auto status = status_of(world.plan(), "Component/kube-scheduler");
    EXPECT_EQ(status.reason, "PortInUse");
    EXPECT_THAT(status.message, AllOf(HasSubstr("10259"), HasSubstr("kube-scheduler could not listen"),
                                      HasSubstr("secure-port"), Not(HasSubstr("apiserver"))));
}

}  // namespace
}  // namespace planekeeper::plan::test::components_plan_test
