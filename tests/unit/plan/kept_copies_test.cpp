#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

// planekeeper replaces or removes nothing that a person wrote without a copy that status names.

namespace planekeeper::plan::test::kept_copies_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
const std::string manifest = "/etc/kubelet.d/kube-api-server.yaml";
const std::string extra = "/etc/kubelet.d/extra.yaml";
const std::string leaf = "/var/lib/kubernetes/kubernetes.pem";

void put(World& world, const std::string& path, const std::string& text) {
    world.observed.files[path] = {
        .presence = Presence::present, .mode = 0644, .digest = Digest::of(text), .text = text};
}

std::optional<model::KeepCopy> copy_before_writing(const model::Plan& plan, ResourceKind kind,
                                                   const std::string& path) {
    const auto* change = change_of(plan, kind, path);
    return change == nullptr ? std::nullopt : model::get_action<model::WriteFile>(change->action).keep;
}

const model::PathHistory& history(const World& world, const std::string& path) { return world.ledger.paths.at(path); }

TEST(FoundFile, IsKeptBeforeItIsReplacedAndStatusNamesTheCopy) {
    World world;
    put(world, policy, "rules: [theirs]\n");

    const auto plan = world.plan();

    const auto keep = copy_before_writing(plan, ResourceKind::file, policy);
    ASSERT_TRUE(keep);
    EXPECT_EQ(keep->copy, "/var/lib/planekeeper/replaced" + policy + "/20261124T060000Z-" +
                              Digest::of("rules: [theirs]\n").short_hex() + ".found");
    EXPECT_THAT(change_of(plan, ResourceKind::file, policy)->shown.summary, HasSubstr(keep->copy));
    ASSERT_TRUE(world.converge());
    EXPECT_THAT(status_of(world.plan(), "File/" + policy).message,
                HasSubstr("what was here before planekeeper is kept as " + keep->copy));
}

TEST(FoundManifest, OfTheServerIsKeptWhenItsGenerationIsPublished) {
    World world;
    put(world, manifest, "kind: Pod\n");

    ASSERT_TRUE(world.converge());

    ASSERT_EQ(history(world, manifest).copies.size(), 1U);
    EXPECT_TRUE(history(world, manifest).copies.front().found);
    EXPECT_THAT(status_of(world.plan(), "StaticPod/" + manifest).message, HasSubstr("is kept as"));
}

TEST(FoundFile, WhoseFieldLeavesIsLeftWhereItIs) {
    World world;
    put(world, extra, "kind: Pod # theirs\n");
    world.desired.manifests = {{.file_name = "extra.yaml", .content = "kind: Pod\n", .host_paths = {}}};
    ASSERT_TRUE(world.converge());
    world.desired.manifests.clear();

    ASSERT_TRUE(world.converge());

    EXPECT_EQ(world.observed.files[extra].text, "kind: Pod\n");
    const auto status = status_of(world.plan(), "File/" + extra);
    EXPECT_EQ(status.reason, "LeftInPlace");
    EXPECT_THAT(status.message, HasSubstr("is kept as " + history(world, extra).copies.front().path));

    world.observed.files[extra] = {};
    ASSERT_TRUE(world.converge());
    EXPECT_FALSE(world.plan().ledger.paths.contains(extra));
}

TEST(FileOfOurs, IsStillRemovedWhenItsFieldLeaves) {
    World world;
    world.desired.manifests = {{.file_name = "extra.yaml", .content = "kind: Pod\n", .host_paths = {}}};
    ASSERT_TRUE(world.converge());
    world.desired.manifests.clear();

    ASSERT_TRUE(world.converge());

    EXPECT_EQ(world.observed.files[extra].presence, Presence::absent);
    EXPECT_TRUE(world.observed.copies.empty());
    EXPECT_FALSE(world.plan().ledger.paths.contains(extra));
}

TEST(FileOfOurs, ThatWasEditedIsKeptBeforeItIsRemoved) {
    World world;
    world.desired.manifests = {{.file_name = "extra.yaml", .content = "kind: Pod\n", .host_paths = {}}};
    ASSERT_TRUE(world.converge());
    world.desired.manifests.clear();
    put(world, extra, "kind: Pod # edited\n");

    const auto plan = world.plan();

    const auto* change = change_of(plan, ResourceKind::file, extra);
    ASSERT_NE(change, nullptr);
    EXPECT_TRUE(model::get_action<model::RemoveFile>(change->action).keep);
}

TEST(FoundManifest, IsRemovedFromItsOldPlaceWhenThePodMoves) {
    World world;
    put(world, manifest, "kind: Pod\n");
    ASSERT_TRUE(world.converge());
    world.desired.component(model::ComponentId::api_server).manifest_file = "moved.yaml";

    ASSERT_TRUE(world.converge());

    EXPECT_EQ(world.observed.files[manifest].presence, Presence::absent) << "two manifests of one pod";
    EXPECT_EQ(world.observed.copies.size(), 1U);
}

TEST(OwnBytes, AreNotKept) {
    auto world = converged_world();
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";
    world.desired.apiserver.audit.policy = "kind: Policy\n";
    ASSERT_TRUE(world.converge());
    world.observed.files[policy] = {};
    world.observed.files[leaf] = {};
    ASSERT_TRUE(world.converge());

    EXPECT_TRUE(world.observed.copies.empty());
}

TEST(OwnBytes, ThatAnInterruptedWriteLeftAreStillOwn) {
    auto world = converged_world();
    world.desired.apiserver.audit.policy = "kind: Policy # second\n";
    world.ledger = world.plan().ledger;  // the power fails before the write
    world.desired.apiserver.audit.policy = "kind: Policy # third\n";

    EXPECT_EQ(copy_before_writing(world.plan(), ResourceKind::file, policy), std::nullopt);
}

TEST(EditedFile, IsKeptBeforeItIsRepaired) {
    auto world = converged_world();
    put(world, policy, "edited\n");

    const auto plan = world.plan();

    const auto keep = copy_before_writing(plan, ResourceKind::file, policy);
    ASSERT_TRUE(keep);
    EXPECT_FALSE(keep->copy.ends_with(".found"));
    world.follow(plan);
    EXPECT_THAT(status_of(world.plan(), "File/" + policy).message, HasSubstr("what others wrote here last is kept as"));
}

TEST(EditedFile, OfTheSameBytesIsKeptOnce) {
    auto world = converged_world();
    for (int i = 0; i < 3; ++i) {
        put(world, policy, "edited\n");
        world.follow(world.plan());
        world.advance(std::chrono::hours{1});
    }

    EXPECT_EQ(history(world, policy).copies.size(), 1U);
    EXPECT_EQ(world.observed.copies.size(), 1U);
}

TEST(EditedFile, IsKeptTenTimesAndWhatWasFoundForGood) {
    World world;
    put(world, policy, "theirs\n");
    ASSERT_TRUE(world.converge());
    for (int i = 0; i < 15; ++i) {
        put(world, policy, "edit " + std::to_string(i) + "\n");
        world.follow(world.plan());
        world.advance(std::chrono::hours{1});
    }

    EXPECT_EQ(history(world, policy).copies.size(), 11U);
    EXPECT_EQ(world.observed.copies.size(), 11U);
    EXPECT_TRUE(history(world, policy).copies.front().found);
    EXPECT_EQ(history(world, policy).copies[1].digest, Digest::of("edit 5\n"));
}

TEST(KeptCopyInTheLedger, IsForgottenOnceItIsGone) {
    auto world = converged_world();
    put(world, policy, "edited\n");
    world.follow(world.plan());
    world.observed.copies.clear();

    const auto plan = world.plan();

    EXPECT_THAT(status_of(plan, "File/" + policy).message, IsEmpty());
    EXPECT_THAT(plan.ledger.paths.at(policy).copies, IsEmpty());
}

TEST(KeptCopyInTheLedger, IsNotPromisedWhileTheChangeWaits) {
    auto world = converged_world();
    put(world, policy, "edited\n");
    world.observed.attempts[{ResourceKind::file, policy}] = {
        .failures = 1, .error = "no space", .inputs = world.plan().changes.front().inputs, .last = world.now.steady};

    EXPECT_THAT(world.plan().ledger.paths.at(policy).copies, IsEmpty());
}

TEST(AdoptedLeaf, IsKeptWhenAnotherTakesItsPlace) {
    World world;
    for (const auto& item : kubernetes::material_items(world.desired)) world.publish(item.name);
    ASSERT_TRUE(world.converge());
    EXPECT_TRUE(world.observed.copies.empty()) << "taken over as they are";
    world.desired.pki.extra_sans = {"api.example.com"};

    ASSERT_TRUE(world.converge());

    EXPECT_EQ(world.observed.copies.size(), 2U) << "certificate and key";
    EXPECT_TRUE(history(world, leaf).copies.front().found);
}

TEST(FoundFile, ThatCannotBeCopiedIsNotReplaced) {
    for (const auto presence : {Presence::wrong_type, Presence::unreadable}) {
        World world;
        world.observed.files[policy] = {.presence = presence, .mode = 0600, .error = "Input/output error"};

        const auto plan = world.plan();

        EXPECT_EQ(change_of(plan, ResourceKind::file, policy), nullptr);
        EXPECT_EQ(status_of(plan, "File/" + policy).reason, "NotTakenOver");
        EXPECT_THAT(status_of(plan, "File/" + policy).message, HasSubstr("ove it away"));
        put(world, policy, "theirs\n");
        world.ledger = plan.ledger;
        EXPECT_TRUE(copy_before_writing(world.plan(), ResourceKind::file, policy)) << "it could be read then";
    }
}

TEST(FoundFile, OfAnotherUserThatCannotBeReadNamesItsCure) {
    World world;
    world.observed.files[policy] = {
        .presence = Presence::unreadable, .mode = 0600, .uid = 1000, .error = "Permission denied"};

    EXPECT_THAT(status_of(world.plan(), "File/" + policy).message,
                AllOf(HasSubstr("chown root:root " + policy), HasSubstr("move it away")));
}

TEST(EditedFile, ThatItsModeHidesIsMadeReadableBeforeItIsReplaced) {
    auto world = converged_world();
    const auto manifest = world.desired.static_pods.directory + "/" +
                          world.desired.component(model::ComponentId::api_server).manifest_file;
    for (const auto& path : {policy, manifest}) {
        world.observed.files[path] = {.presence = Presence::unreadable, .mode = 0000, .error = "Permission denied"};
        const auto plan = world.plan();
        const auto changed =
            std::ranges::find_if(plan.changes, [&](const auto& change) { return change.resource.name == path; });
        ASSERT_NE(changed, plan.changes.end()) << path;
        EXPECT_TRUE(model::is_action<model::SetMetadata>(changed->action)) << "nobody knows yet what it holds";
    }
}

TEST(FoundObject, ThatDiffersIsKeptThenTakenOverWithItsDifferenceShown) {
    auto world = converged_world();
    const auto path = kubernetes::api_objects(world.desired).front().api_path;
    world.observed.api.objects[path] = {.present = true,
                                        .matches = false,
                                        .was_applied = false,
                                        .was_edited = true,
                                        .text = "privileged: false, theirs\n",
                                        .part = "privileged: false\n",
                                        .wanted = "privileged: true\n"};
    const auto first = world.plan();

    ASSERT_EQ(first.changes.size(), 1U);
    const auto copy = model::get_action<model::KeepText>(first.changes.front().action).copy;
    EXPECT_THAT(copy, HasSubstr("/var/lib/planekeeper/replaced" + path + "/"));
    ASSERT_EQ(first.waiting.size(), 1U);
    EXPECT_EQ(first.waiting.front().before, "privileged: false\n");
    EXPECT_EQ(first.waiting.front().after, "privileged: true\n");
    world.follow(first);

    const auto second = world.plan();
    ASSERT_EQ(second.changes.size(), 1U);
    EXPECT_EQ(second.changes.front().shown.verb, model::Verb::update) << "not a repair";
    EXPECT_THAT(second.changes.front().shown.summary, HasSubstr("made by others"));
    world.follow(second);
    const auto name = to_string(second.changes.front().resource);
    EXPECT_THAT(status_of(world.plan(), name).message, HasSubstr("before planekeeper is kept as " + copy));
}

TEST(LedgerOfAnOlderPlanekeeper, MakesNoCopyOfWhatIsAsDesired) {
    auto world = converged_world();
    world.ledger.paths.clear();
    world.follow(world.plan());
    world.desired.apiserver.audit.policy = "kind: Policy\n";
    world.desired.component(model::ComponentId::api_server).flags["v"] = "4";
    ASSERT_TRUE(world.converge());

    EXPECT_TRUE(world.observed.copies.empty());
    EXPECT_FALSE(history(world, manifest).found);
}

}  // namespace
}  // namespace planekeeper::plan::test::kept_copies_test
