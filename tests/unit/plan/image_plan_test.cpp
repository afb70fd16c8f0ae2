#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::image_plan_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string name = "localhost/k8s-kube-apiserver";
const std::string image = "Image/" + name;

TEST(Image, WithAPinnedDigestIsNotResolved) {
    World world;

    const auto plan = world.plan();

    EXPECT_FALSE(plan.images[model::ComponentId::api_server].empty());
    EXPECT_THAT(plan.looks, Contains(model::Look{model::LookKind::image}));
    EXPECT_EQ(change_of(plan, ResourceKind::image, name), nullptr);
    EXPECT_EQ(status_of(plan, image).reason, "Checking");
}

TEST(Image, WithoutADigestIsResolvedFirstAndRemembered) {
    World world;
    world.desired.component(model::ComponentId::api_server).image.source =
        model::BinaryPath{.path = "/opt/kube-apiserver"};
    const auto plan = world.plan();
    const auto* change = change_of(plan, ResourceKind::image, name);
    ASSERT_NE(change, nullptr);
    EXPECT_EQ(
        change->action,
        (model::Action{model::ResolveBinary{model::ComponentId::api_server, "/opt/kube-apiserver", "1:2:3:4:5"}}));
    EXPECT_TRUE(plan.images[model::ComponentId::api_server].empty());

    world.follow(plan);

    const auto next = world.plan();
    EXPECT_FALSE(next.images[model::ComponentId::api_server].empty());
    EXPECT_EQ(next.ledger.rollouts[model::ComponentId::api_server].binary,
              (model::KnownBinary{"/opt/kube-apiserver", "1:2:3:4:5", std::string(128, 'b')}));
}

TEST(Image, IsNotHashedAgainWhileTheFileIsTheSame) {
    World world;
    world.desired.component(model::ComponentId::api_server).image.source =
        model::BinaryPath{.path = "/opt/kube-apiserver"};
    world.ledger.rollouts[model::ComponentId::api_server].binary =
        model::KnownBinary{"/opt/kube-apiserver", "1:2:3:4:5", std::string(128, 'c')};
    EXPECT_FALSE(world.plan().images[model::ComponentId::api_server].empty());

    world.observed.components[model::ComponentId::api_server].image.binary_identity = "1:2:3:4:6";

    EXPECT_NE(change_of(world.plan(), ResourceKind::image, name), nullptr);
}

TEST(Image, WhoseSourceWasTakenAwayAfterTheBuildIsStillKnown) {
    World world;
    world.desired.component(model::ComponentId::api_server).image.source =
        model::BinaryPath{.path = "/opt/kube-apiserver"};
    world.ledger.rollouts[model::ComponentId::api_server].binary =
        model::KnownBinary{"/opt/kube-apiserver", "1:2:3:4:5", std::string(128, 'c')};
    world.observed.components[model::ComponentId::api_server].image.binary_identity.clear();
    world.observed.components[model::ComponentId::api_server].image.binary_error = "/opt/kube-apiserver does not exist";

    EXPECT_FALSE(world.plan().images[model::ComponentId::api_server].empty());
}

TEST(Image, WithoutSourceAndWithoutMemoryIsAFailure) {
    World world;
    world.desired.component(model::ComponentId::api_server).image.source =
        model::BinaryPath{.path = "/opt/kube-apiserver"};
    world.observed.components[model::ComponentId::api_server].image.binary_error = "/opt/kube-apiserver does not exist";

    EXPECT_EQ(status_of(world.plan(), image).reason, "SourceMissing");
}

TEST(Image, ThatTheRuntimeDoesNotHaveIsBuilt) {
    World world;
    world.follow(world.plan());

    const auto plan = world.plan();

    const auto* change = change_of(plan, ResourceKind::image, name);
    ASSERT_NE(change, nullptr);
    EXPECT_EQ(change->action,
              (model::Action{model::BuildImage{model::ComponentId::api_server,
                                               plan.images[model::ComponentId::api_server], std::string(128, 'a')}}));
    EXPECT_EQ(change->shown.verb, model::Verb::build);
    EXPECT_FALSE(change->repair);
}

TEST(Image, ThatDisappearedIsRebuiltAsARepair) {
    auto world = converged_world();
    world.observed.components[model::ComponentId::api_server].image.presence = model::ImagePresence::absent;

    const auto plan = world.plan();

    ASSERT_NE(change_of(plan, ResourceKind::image, name), nullptr);
    EXPECT_TRUE(change_of(plan, ResourceKind::image, name)->repair);
    EXPECT_EQ(change_of(plan, ResourceKind::static_pod, "/etc/kubelet.d/kube-api-server.yaml"), nullptr);
}

TEST(Image, ThatIsThereIsReadyAndRecorded) {
    World world;
    world.images_there.insert(model::ComponentId::api_server);
    world.follow(world.plan());
    EXPECT_EQ(change_of(world.plan(), ResourceKind::image, name)->shown.verb, model::Verb::ask) << "what is in it";
    world.follow(world.plan());

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, image).state, model::State::ready);
    EXPECT_THAT(plan.ledger.images, Contains(plan.images[model::ComponentId::api_server]));
}

TEST(Image, IsLookedAtAgainAfterTenMinutes) {
    auto world = converged_world();
    world.observed.components[model::ComponentId::api_server].image.checked_at = world.now.steady;
    EXPECT_THAT(world.plan().looks, Not(Contains(model::Look{model::LookKind::image})));
    world.advance(10min);

    EXPECT_THAT(world.plan().looks, Contains(model::Look{model::LookKind::image}));
}

TEST(Image, IsLookedAtAtOnceWhenItsContainerDoesNotRun) {
    auto world = converged_world();
    world.observed.components[model::ComponentId::api_server].image.checked_at = world.now.steady;
    world.advance(10s);
    ASSERT_THAT(world.plan().looks, Not(Contains(model::Look{model::LookKind::image})));
    world.observed.components[model::ComponentId::api_server].containers.front().state = model::ContainerState::exited;
    EXPECT_THAT(world.plan().looks, Contains(model::Look{model::LookKind::image}));
    world.observed.components[model::ComponentId::api_server].containers.clear();
    EXPECT_THAT(world.plan().looks, Contains(model::Look{model::LookKind::image}));

    world.observed.components[model::ComponentId::api_server].image.checked_at = world.now.steady - 9s;
    EXPECT_THAT(world.plan().looks, Not(Contains(model::Look{model::LookKind::image}))) << "not at every pass";
    world.observed.components[model::ComponentId::api_server].image.presence = model::ImagePresence::absent;
    EXPECT_THAT(change_of(world.plan(), ResourceKind::image, name)->shown.summary, HasSubstr("has lost"));
}

TEST(Image, WhoseProgramCannotRunIsNotReadyAndReplacesNothing) {
    auto world = converged_world();
    world.desired.component(model::ComponentId::api_server).image.source =
        model::BinaryPath{.path = "/opt/kube-apiserver", .sha512 = std::string(128, 'b')};
    world.images_there.clear();
    const auto published = world.ledger.rollouts[model::ComponentId::api_server].current;
    world.follow(world.plan());  // looks for it
    world.follow(world.plan());  // builds it
    const auto asking = world.plan();
    const auto* ask = change_of(asking, ResourceKind::image, name);
    ASSERT_NE(ask, nullptr);
    ASSERT_EQ(ask->shown.verb, model::Verb::ask);
    world.observed.attempts[ask->resource] = {
        .failures = 1, .terminal = true, .error = "exec format error", .inputs = ask->inputs, .last = world.now.steady};

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, image).state, model::State::failed);
    EXPECT_THAT(status_of(plan, image).message, HasSubstr("exec format error"));
    EXPECT_EQ(plan.ledger.rollouts[model::ComponentId::api_server].current, published);
    EXPECT_EQ(change_of(plan, ResourceKind::static_pod, "/etc/kubelet.d/kube-api-server.yaml"), nullptr);
}

TEST(Image, WaitsWhileTheRuntimeDoesNotAnswer) {
    World world;
    world.follow(world.plan());
    world.observed.components[model::ComponentId::api_server].image.presence = model::ImagePresence::unknown;
    world.observed.components[model::ComponentId::api_server].image.runtime_error = "connection refused";

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, image).reason, "RuntimeUnavailable");
    EXPECT_THAT(status_of(plan, image).message, HasSubstr("connection refused"));
    EXPECT_EQ(change_of(plan, ResourceKind::image, name), nullptr);
}

TEST(Image, WaitsForExtraFilesThatAreNotThere) {
    World world;
    world.observed.components[model::ComponentId::api_server].image.missing_files = {
        "/etc/ssl/certs/ca-certificates.crt"};

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, image).reason, "FilesMissing");
    EXPECT_THAT(status_of(plan, image).message, HasSubstr("ca-certificates.crt"));
}

TEST(Image, ThatSomebodyRemovesAgainAndAgainIsWaitedForByName) {
    World world;
    for (int i = 0; i < 8; ++i) {
        world.ledger.images.insert(world.plan().images[model::ComponentId::api_server]);
        world.observed.repairs[{ResourceKind::image, name}] = std::vector(20, world.now.steady);
        world.follow(world.plan());
    }
    const auto plan = world.plan();
    ASSERT_EQ(status_of(plan, image).reason, "Contended");
    EXPECT_EQ(waits_for(plan, "StaticPod//etc/kubelet.d/kube-api-server.yaml"), "after " + image);
    EXPECT_THAT(status_of(plan, "APIServer/kube-apiserver").message, HasSubstr("waits for " + image + " (Contended)"));
}

TEST(Image, ThatIsBeingBuiltIsNotBuiltTwice) {
    World world;
    world.follow(world.plan());
    world.observed.running.insert({ResourceKind::image, name});

    const auto plan = world.plan();

    EXPECT_EQ(change_of(plan, ResourceKind::image, name), nullptr);
    EXPECT_EQ(status_of(plan, image).reason, "InProgress");
}

}  // namespace
}  // namespace planekeeper::plan::test::image_plan_test
