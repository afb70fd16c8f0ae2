#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::collection_plan_test {
namespace {

using ::testing::Contains;
using ::testing::Not;

const std::string old_image = "localhost/k8s-kube-apiserver:v1.20.0-old";

/// Converged, with an image of an earlier generation.
World with_an_old_image() {
    auto world = converged_world();
    world.ledger.images.insert(old_image);
    world.observed.components[model::ComponentId::api_server].image.listed = {
        {old_image, "sha256:old"},
        {world.ledger.rollouts[model::ComponentId::api_server].current->image, "sha256:new"}};
    return world;
}

const model::Change* removal(const model::Plan& plan) { return change_of(plan, ResourceKind::image, old_image); }

TEST(Collection, RemovesAnImageThatNoGenerationNeeds) {
    auto world = with_an_old_image();
    const auto plan = world.plan();
    ASSERT_NE(removal(plan), nullptr);
    EXPECT_EQ(removal(plan)->action, model::Action{model::RemoveImage{old_image}});
    world.follow(plan);
    const auto next = world.plan();
    EXPECT_TRUE(next.converged);
    EXPECT_THAT(next.ledger.images, Not(Contains(old_image)));
    EXPECT_THAT(next.ledger.images, Contains(world.ledger.rollouts[model::ComponentId::api_server].current->image));
}

TEST(Collection, LeavesWhatIsInUseOrNotOurs) {
    auto used = with_an_old_image();
    used.observed.components[model::ComponentId::api_server].containers.front().image = "sha256:old";
    EXPECT_EQ(removal(used.plan()), nullptr);
    auto same = with_an_old_image();
    same.observed.components[model::ComponentId::api_server].image.listed[old_image] = "sha256:new";
    EXPECT_EQ(removal(same.plan()), nullptr) << "the same image under another name";
    auto foreign = with_an_old_image();
    foreign.ledger.images.erase(old_image);
    EXPECT_EQ(removal(foreign.plan()), nullptr);
    auto good = with_an_old_image();
    good.ledger.rollouts[model::ComponentId::api_server].last_good->image = old_image;
    EXPECT_EQ(removal(good.plan()), nullptr);
}

TEST(Collection, WaitsUntilTheNewGenerationIsGood) {
    auto world = with_an_old_image();
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";
    EXPECT_EQ(removal(world.plan()), nullptr);
}

TEST(Collection, ThatFailsTroublesNobody) {
    auto world = with_an_old_image();
    world.observed.attempts[{ResourceKind::image, old_image}] = {
        .failures = 1, .error = "in use", .inputs = old_image, .last = world.now.steady};
    EXPECT_EQ(removal(world.plan()), nullptr);
    EXPECT_TRUE(world.plan().converged);
    world.advance(std::chrono::minutes{10});
    EXPECT_NE(removal(world.plan()), nullptr);
}

TEST(Collection, RemovesDownloadsOfOtherPrograms) {
    auto world = converged_world();
    const std::string directory = "/var/lib/planekeeper/downloads/";
    const std::string own(128, 'a');
    world.observed.components[model::ComponentId::api_server].image.downloads = {
        "." + own + ".part", "." + std::string(128, 'b') + ".part", own, std::string(128, 'c')};
    const auto plan = world.plan();
    EXPECT_EQ(plan.changes.size(), 2U);
    EXPECT_NE(change_of(plan, ResourceKind::file, directory + std::string(128, 'c')), nullptr);
    EXPECT_NE(change_of(plan, ResourceKind::file, directory + "." + std::string(128, 'b') + ".part"), nullptr);
}

TEST(Pin, ThatIsMissingIsPutBack) {
    auto world = converged_world();
    world.observed.components[model::ComponentId::api_server].image.pinned = false;
    const auto plan = world.plan();
    const auto* change = change_of(plan, ResourceKind::image, "localhost/k8s-kube-apiserver");
    ASSERT_NE(change, nullptr);
    EXPECT_TRUE(change->repair);
    world.follow(plan);
    EXPECT_TRUE(world.plan().converged);
}

}  // namespace
}  // namespace planekeeper::plan::test::collection_plan_test
