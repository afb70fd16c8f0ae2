#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::file_plan_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
const std::string manifest = "/etc/kubelet.d/kube-api-server.yaml";

TEST(RenderedFile, IsCreatedWhereNoneWas) {
    World world;

    const auto plan = world.plan();

    const auto* change = change_of(plan, ResourceKind::file, policy);
    ASSERT_NE(change, nullptr);
    EXPECT_EQ(change->shown.verb, model::Verb::create);
    EXPECT_FALSE(change->repair);
    EXPECT_FALSE(change->shown.restarts) << "nothing runs yet";
    EXPECT_THAT(change->shown.after.value_or(""), HasSubstr("kind: Policy"));
    EXPECT_EQ(change->shown.before, std::nullopt);
    EXPECT_THAT(plan.ledger.files, Contains(policy)) << "recorded before the first write";
}

TEST(RenderedFile, OfTheVersionIsPublishedAndBelongsToTheGeneration) {
    World world;
    world.desired.version = {1, 25, 4};
    world.desired.apiserver.admission_plugins = kubernetes::version_facts(world.desired.version).admission_plugins;
    const std::string admission = "/etc/kubernetes/config/admission.yaml";

    EXPECT_NE(change_of(world.plan(), ResourceKind::file, admission), nullptr);

    for (int i = 0; i < 8; ++i) world.follow(world.plan());
    const auto before = world.plan().generations[model::ComponentId::api_server];
    ASSERT_TRUE(before);
    world.desired.policies.pods = model::PodPolicy::none;
    for (int i = 0; i < 8; ++i) world.follow(world.plan());
    EXPECT_NE(world.plan().generations[model::ComponentId::api_server], before);
}

TEST(RenderedFile, ThatIsGoneOrEditedIsRepairedWithoutARestart) {
    for (const bool gone : {true, false}) {
        auto world = converged_world();
        auto& file = world.observed.files[policy];
        if (gone) {
            file = {};
        } else {
            file.text = "edited\n";
            file.digest = Digest::of(file.text);
        }

        const auto plan = world.plan();

        EXPECT_THAT(shown(plan), ElementsAre("repair File/" + policy));
        ASSERT_FALSE(plan.changes.empty());
        EXPECT_TRUE(plan.changes.front().repair);
        EXPECT_FALSE(plan.changes.front().shown.restarts) << "the bytes that it started with come back";
        if (!gone) {
            EXPECT_EQ(plan.changes.front().shown.before, "edited\n");
        }
    }
}

TEST(RenderedFile, OfWrongModeKeepsItsBytes) {
    auto world = converged_world();
    world.observed.files[policy].mode = 0644;

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 1U);
    EXPECT_EQ(plan.changes.front().action, (model::Action{model::SetMetadata{policy, 0600}}));
    EXPECT_THAT(plan.changes.front().shown.summary, HasSubstr("mode 0644 instead of 0600"));
}

TEST(RenderedFile, OfAnotherOwnerIsReplaced) {
    auto world = converged_world();
    world.observed.files[policy].mode = 0644;
    world.observed.files[policy].uid = 1000;

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 1U);
    EXPECT_TRUE(model::is_action<model::WriteFile>(plan.changes.front().action));
    EXPECT_FALSE(plan.changes.front().shown.restarts);
    EXPECT_THAT(plan.changes.front().shown.summary,
                HasSubstr("mode 0644 instead of 0600, owner 1000:0 instead of 0:0"));
}

TEST(RenderedFile, ThatItsModeHidesEvenFromRootGetsItsModeBackFirst) {
    auto world = converged_world();
    world.observed.files[policy] = {.presence = Presence::unreadable, .mode = 0, .error = "Permission denied"};

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 1U);
    EXPECT_EQ(plan.changes.front().action, (model::Action{model::SetMetadata{policy, 0600}}));
}

TEST(RenderedFile, ThatCannotBeLookedAtIsReportedWithTheErrorAndWithoutAModeThatNobodySaw) {
    auto world = converged_world();
    for (const auto& path : {policy, manifest}) {
        world.observed.files[path] = {.presence = Presence::unreadable, .error = "lstat: Input/output error"};
    }

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 2U);
    for (const auto& change : plan.changes) {
        EXPECT_EQ(change.shown.summary, change.resource.name + " cannot be read: lstat: Input/output error");
    }
}

TEST(Manifest, OfWrongModeIsReplacedInOneStepBecauseTheKubeletReadsAtEveryChmod) {
    auto world = converged_world();
    world.observed.files[manifest].mode = 0644;

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 1U);
    EXPECT_TRUE(model::is_action<model::WriteFile>(plan.changes.front().action));
    EXPECT_FALSE(plan.changes.front().shown.restarts);
}

TEST(Manifest, ThatWasEditedIsRepairedAndTheRestartIsAnnounced) {
    auto world = converged_world();
    world.observed.files[manifest].digest = Digest::of("edited");

    const auto plan = world.plan();

    const auto* change = change_of(plan, ResourceKind::static_pod, manifest);
    ASSERT_NE(change, nullptr);
    EXPECT_TRUE(change->shown.restarts);
    EXPECT_FALSE(change->shown.restart_reason.empty());
    EXPECT_TRUE(change->repair);
}

TEST(Directory, ThatIsMissingIsMadeOnceBeforeItsFiles) {
    World world;
    world.observed.directories["/etc/kubernetes/config"] = Presence::absent;

    const auto lines = shown(world.plan());

    EXPECT_EQ(std::ranges::count(lines, "create Directory//etc/kubernetes/config"), 1);
    EXPECT_LT(std::ranges::find(lines, "create Directory//etc/kubernetes/config"),
              std::ranges::find(lines, "create File/" + policy));
}

TEST(Directory, ThatIsAFileIsReported) {
    World world;
    world.observed.directories["/etc/kubernetes/config"] = Presence::wrong_type;

    EXPECT_EQ(status_of(world.plan(), "Directory//etc/kubernetes/config").reason, "NotADirectory");
}

TEST(Removal, OfWhatLeftTheDesiredStateComesBeforeEveryPublication) {
    auto world = converged_world();
    world.desired.manifests = {{"old.yaml", "apiVersion: v1\nkind: Pod\n", {}}};
    ASSERT_TRUE(world.converge());
    world.desired.manifests = {{"new.yaml", "apiVersion: v1\nkind: Pod\n", {}}};

    const auto plan = world.plan();

    EXPECT_THAT(shown(plan),
                ElementsAre("remove File//etc/kubelet.d/old.yaml", "create StaticPod//etc/kubelet.d/new.yaml"));
    world.follow(plan);
    EXPECT_THAT(world.plan().changes, IsEmpty());
    EXPECT_THAT(world.plan().ledger.files, Not(Contains("/etc/kubelet.d/old.yaml")));
}

TEST(Removal, NeverTouchesWhatPlanekeeperDidNotMake) {
    auto world = converged_world();
    world.observed.foreign_manifests = {"theirs.yaml"};
    world.observed.files["/etc/kubelet.d/theirs.yaml"] = {.presence = Presence::present, .mode = 0644};

    const auto plan = world.plan();

    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_EQ(status_of(plan, "StaticPod//etc/kubelet.d/theirs.yaml").reason, "ForeignManifest");
    EXPECT_TRUE(plan.converged);
    EXPECT_THAT(plan.warnings, Contains(HasSubstr("theirs.yaml is not planekeeper's")));
}

TEST(Removal, SparesKeysWhoseDeclarationIsGone) {
    auto world = converged_world();
    world.desired.encryption.reset();

    for (const auto& line : shown(world.plan())) EXPECT_THAT(line, Not(HasSubstr("remove")));
}

TEST(Attempts, ThatFailedWaitForTheirTime) {
    World world;
    const ResourceId id{ResourceKind::file, policy};
    const auto inputs = change_of(world.plan(), ResourceKind::file, policy)->inputs;
    world.observed.attempts[id] = {.failures = 3, .error = "no space", .inputs = inputs, .last = world.now.steady};

    const auto plan = world.plan();

    EXPECT_EQ(change_of(plan, ResourceKind::file, policy), nullptr);
    EXPECT_EQ(status_of(plan, "File/" + policy).reason, "RetryLater");
    EXPECT_EQ(status_of(plan, "File/" + policy).message, "no space");
    EXPECT_LE(*plan.deadline, world.now.steady + 4s);
    world.advance(4s);
    EXPECT_NE(change_of(world.plan(), ResourceKind::file, policy), nullptr);
}

TEST(Attempts, ThatFailedForGoodAreMadeAgainOnlyWithOtherInputs) {
    World world;
    const ResourceId id{ResourceKind::file, policy};
    const auto inputs = change_of(world.plan(), ResourceKind::file, policy)->inputs;
    world.observed.attempts[id] = {
        .failures = 1, .terminal = true, .error = "no", .inputs = inputs, .last = world.now.steady};
    world.advance(24h);
    EXPECT_EQ(change_of(world.plan(), ResourceKind::file, policy), nullptr);
    EXPECT_EQ(status_of(world.plan(), "File/" + policy).reason, "Failed");

    world.desired.apiserver.audit.policy = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n";

    EXPECT_NE(change_of(world.plan(), ResourceKind::file, policy), nullptr);
}

TEST(Attempts, ThatFailedForOneFileDoNotHoldUpAnother) {
    World world;
    const auto inputs = change_of(world.plan(), ResourceKind::file, policy)->inputs;
    world.observed.attempts[{ResourceKind::file, policy}] = {.failures = 1, .inputs = inputs, .last = world.now.steady};

    EXPECT_NE(change_of(world.plan(), ResourceKind::key_material, "ca"), nullptr);
}

TEST(Repairs, OfSomethingThatAnotherWriterKeepsChangingSlowDown) {
    auto world = converged_world();
    world.observed.files[policy] = {};
    world.observed.repairs[{ResourceKind::file, policy}] = std::vector<SteadyTime>(7, world.now.steady);

    const auto plan = world.plan();

    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_EQ(status_of(plan, "File/" + policy).reason, "Contended");
    EXPECT_EQ(status_of(plan, "File/" + policy).state, model::State::degraded);
    EXPECT_FALSE(plan.converged);
    world.advance(8s);
    EXPECT_THAT(shown(world.plan()), ElementsAre("repair File/" + policy));
}

}  // namespace
}  // namespace planekeeper::plan::test::file_plan_test
