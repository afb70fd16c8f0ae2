#include "plan/draft.hpp"

#include <gmock/gmock.h>

#include "plan/generation.hpp"
#include "plan/steps.hpp"
#include "world.hpp"

namespace planekeeper::plan::test::draft_test {
namespace {

using model::State;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;

const ResourceId first{ResourceKind::file, "/etc/first"};
const ResourceId second{ResourceKind::file, "/etc/second"};

Draft draft_of(const World& world) { return {world.desired, world.observed, world.ledger, world.now}; }

TEST(Draft, HasOneStatusOfEachThingTheLastOne) {
    const World world;
    auto draft = draft_of(world);
    draft.status(first, State::failed, "Unfit", "");
    draft.ready(first);
    ASSERT_THAT(draft.plan.resources, SizeIs(1));
    EXPECT_EQ(draft.status_of(first)->state, State::ready);
    EXPECT_EQ(draft.status_of(second), nullptr);
}

TEST(Draft, WhatFailedIsTheObstacleBeforeWhatIsUnderWay) {
    const World world;
    auto draft = draft_of(world);
    EXPECT_EQ(draft.obstacle(), nullptr);
    draft.status(first, State::progressing, "Checking", "");
    EXPECT_EQ(draft.obstacle()->id, first);
    draft.status(second, State::failed, "Unfit", "");
    EXPECT_EQ(draft.obstacle()->id, second);
}

TEST(Draft, WhatIsReadyOrDegradedIsNoObstacle) {
    const World world;
    auto draft = draft_of(world);
    draft.status(first, State::failed, "Unfit", "");
    draft.status(first, State::degraded, "EndsSoon", "");
    draft.ready(second);
    EXPECT_EQ(draft.obstacle(), nullptr);
}

TEST(Draft, NothingWaitsForWhatIsPlannedAside) {
    const World world;
    auto draft = draft_of(world);
    draft.aside([&] { draft.status(first, State::failed, "Unfit", ""); });
    EXPECT_EQ(draft.status_of(first)->state, State::failed);
    EXPECT_EQ(draft.obstacle(), nullptr);
}

TEST(Draft, WhatIsHeldBackBehindIsAnObstacleHoweverWellItIs) {
    const World world;
    auto draft = draft_of(world);
    draft.ready(first);
    draft.hold_back_behind(first);
    ASSERT_NE(draft.obstacle(), nullptr);
    EXPECT_EQ(draft.obstacle()->id, first);
}

/// Digests of all that the API server reads when it starts.
Ingredients all_known(const World& world) {
    Ingredients known;
    for (const auto& item : kubernetes::material_items(world.desired)) {
        for (const auto& file : item.files) known.digests[file.path] = Digest::of(file.path);
    }
    return known;
}

ComponentDraft api_server_of(Draft& draft) { return {draft, kubernetes::row_of(model::ComponentId::api_server)}; }

TEST(Generation, FollowsFromAllThatItIsMadeFrom) {
    const World world;
    auto draft = draft_of(world);
    const auto component = api_server_of(draft);
    const auto id_with = [&](const std::string& image, const Ingredients& ingredients) {
        return generation_of(component, world.desired, image, ingredients).value().id;
    };
    const auto known = all_known(world);
    const auto id = id_with("image", known);
    EXPECT_EQ(id_with("image", known), id);
    EXPECT_NE(id_with("another", known), id);
    auto others = known;
    others.swaps = 1;
    EXPECT_NE(id_with("image", others), id);
    others = known;
    others.digests["/var/lib/kubernetes/encryption-config.yaml"] = Digest::of("another key");
    EXPECT_NE(id_with("image", others), id);
}

TEST(Generation, NamesWhatHasToBeKnownFirst) {
    const World world;
    auto draft = draft_of(world);
    const auto component = api_server_of(draft);
    auto known = all_known(world);
    known.digests.erase("/var/lib/kubernetes/encryption-config.yaml");
    const auto generation = generation_of(component, world.desired, "image", known);
    ASSERT_FALSE(generation);
    EXPECT_EQ(generation.error(), "/var/lib/kubernetes/encryption-config.yaml");
    const auto target = target_of(component, {}, all_known(world));
    EXPECT_EQ(target.generation.error(), "Image/localhost/k8s-kube-apiserver");
}

TEST(KeyMaterial, IsKnownOnceItIsInCustodyAndNotWhileItIsMade) {
    World world;
    const std::string path = "/var/lib/kubernetes/ca.pem";
    auto before = draft_of(world);
    EXPECT_THAT(plan_key_material(before, std::nullopt), IsEmpty());
    world.keep("ca");
    auto after = draft_of(world);
    EXPECT_THAT(plan_key_material(after, std::nullopt), Contains(Key(path)));
    EXPECT_THAT(after.kept_paths(), Contains(path));
}

}  // namespace
}  // namespace planekeeper::plan::test::draft_test
