#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "converged_node.hpp"
#include "fakes/elf_program.hpp"

// From one generation to the next, and back.

namespace planekeeper::scenarios::rollout_test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr const char* bad_value =
    "Error: invalid argument \"forever\" for \"--event-ttl\" flag: time: invalid duration \"forever\"\n";

constexpr const char* policy_file = "/etc/kubernetes/config/audit-policy.yaml";

std::string with_audit_policy(const std::string& level) {
    return FakeNode::text(
        "  apiserver:\n    audit:\n      policy: |\n        apiVersion: audit.k8s.io/v1\n        kind: Policy\n"
        "        rules: [{level: " +
        level + "}]\n");
}

TEST(Rollout, ThatFallsBackGivesTheOldGenerationItsFilesBack) {
    ConvergedNode node;
    const auto good = node.files.content(policy_file);
    node.fate = [&](const std::string&) {
        if (!node.files.content(policy_file).contains("RequestResponse")) return Fate{};
        return Fate{
            .running = false, .exit_code = 1, .reason = "Error", .log = "Error: loading audit policy file: invalid\n"};
    };
    node.desire(with_audit_policy("RequestResponse"));

    node.daemon->passes(120);

    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_EQ(node.files.content(policy_file), good) << "with the failed one's file it could not start again";
    EXPECT_TRUE(node.api_is_up());
}

TEST(Rollout, ThatIsRefusedInItsRehearsalLeavesTheOldFiles) {
    ConvergedNode node;
    const auto good = node.files.content(policy_file);
    node.rehearsal = [] {
        return edges::ProcessOutcome{.exit_code = 1, .errors = "Error: loading audit policy file: invalid\n"};
    };
    node.desire(with_audit_policy("RequestResponse"));

    node.daemon->passes(30);

    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_EQ(node.files.content(policy_file), good) << "a reboot would start the old generation with it";
    EXPECT_EQ(node.pods, 1);
}

TEST(Rollout, KeepsWhatTheOldGenerationReadsUntilTheNewOneIsGood) {
    ConvergedNode node;
    node.fate = [](const std::string& manifest) {
        if (manifest.contains("audit-policy-file")) return Fate{};
        return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = bad_value};
    };
    node.desire(FakeNode::text("  apiserver: {audit: {enabled: false}}\n"));

    node.daemon->passes(120);

    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_TRUE(node.files.exists(policy_file));

    node.fate = [](const std::string&) { return Fate{}; };
    node.desire(FakeNode::text("  apiserver: {audit: {enabled: false}, flags: {v: \"3\"}}\n"));
    ASSERT_TRUE(node.daemon->converge());
    node.daemon->passes(3);
    EXPECT_FALSE(node.files.exists(policy_file)) << "nothing reads it any more";
}

TEST(Rollout, ThatFallsBackFromAnotherAddressAsksTheOldOne) {
    ConvergedNode node;
    node.fate = [](const std::string& manifest) {
        if (!manifest.contains("192.0.2.1")) return Fate{};
        return Fate{.running = false,
                    .exit_code = 1,
                    .reason = "Error",
                    .log = "Error: listen tcp 192.0.2.1:6444: bind: cannot assign requested address\n"};
    };
    node.desire(FakeNode::text("  apiserver: {bindAddress: 192.0.2.1, port: 6444}\n"));

    node.daemon->passes(120);

    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_EQ(node.http.peers().back().host, "127.0.0.1");
    EXPECT_EQ(node.http.peers().back().port, 6443);
}

TEST(Rollout, ThatFailsForGoodFallsBackOnceAndIsNotTriedAgain) {
    ConvergedNode node;
    const auto good = node.files.content(FakeNode::manifest);
    node.fate = [](const std::string& manifest) {
        if (!manifest.contains("--event-ttl=forever")) return Fate{};
        return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = bad_value};
    };
    node.desire(FakeNode::text("  apiserver: {flags: {event-ttl: forever}}\n"));

    node.daemon->passes(120);

    EXPECT_EQ(node.files.content(FakeNode::manifest), good);
    EXPECT_EQ(node.pods, 3) << "good, bad, good again";
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_EQ(node.daemon->condition("APIServerHealthy").status, model::ConditionStatus::yes);
    node.daemon.reset();
    node.daemon.emplace(node);
    node.daemon->passes(60);
    EXPECT_EQ(node.pods, 3) << "a restart does not try the failed one again";
}

TEST(Rollout, OfACorrectedFileAfterAFailureSucceeds) {
    ConvergedNode node;
    node.fate = [](const std::string& manifest) {
        if (!manifest.contains("--event-ttl=forever")) return Fate{};
        return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = bad_value};
    };
    node.desire(FakeNode::text("  apiserver: {flags: {event-ttl: forever}}\n"));
    node.daemon->passes(60);
    node.desire(FakeNode::text("  apiserver: {flags: {v: 4}}\n"));

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    EXPECT_THAT(node.files.content(FakeNode::manifest), HasSubstr("--v=4"));
    EXPECT_EQ(node.daemon->condition("Degraded").status, model::ConditionStatus::no);
}

TEST(Rollout, IsNotStoppedByAKubeletThatHoldsOnToAPod) {
    FakeNode node;
    node.kubelet_holds_pods = true;
    node.fate = [](const std::string& manifest) {
        if (!manifest.contains("--event-ttl=forever")) return Fate{};
        return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = bad_value};
    };
    node.desire(FakeNode::text("  apiserver: {flags: {event-ttl: forever}}\n"));
    Daemon daemon{node};
    daemon.passes(30);
    ASSERT_EQ(node.pods, 1);
    node.desire(FakeNode::text());

    daemon.passes(60);
    EXPECT_EQ(node.kubelet_starts, 1) << "it may be about to end that pod";
    ASSERT_TRUE(daemon.converge()) << daemon.unready();

    EXPECT_EQ(node.kubelet_starts, 2);
    EXPECT_EQ(node.pods, 2);
    daemon.passes(10, 2min);
    EXPECT_EQ(node.kubelet_starts, 2);
}

/// A program for another machine, a file that is no program, and one whose fault only the runtime finds.
TEST(Rollout, ToAProgramThatCannotRunTouchesNothingThatRuns) {
    const auto said = [](const Daemon& daemon, const std::string& reason) {
        return std::ranges::count(daemon.events().recent(), reason, &model::Event::reason);
    };
    const fakes::ElfProgram foreign{.machine = EM_X86_64};
    const fakes::ElfProgram other{.words = "another"};
    for (const auto& bytes : {foreign.bytes(), std::string{"<!DOCTYPE html>"}, std::string{}, other.bytes()}) {
        ConvergedNode node;
        const auto good = node.files.content(FakeNode::manifest);
        const auto known = said(*node.daemon, "ProgramKnown");
        node.version = {.exit_code = 1, .errors = "ctr: OCI runtime create failed: exec format error: unknown\n"};
        node.files.put(FakeNode::binary, bytes);

        node.daemon->passes(60);

        EXPECT_EQ(node.files.content(FakeNode::manifest), good);
        EXPECT_EQ(node.pods, 1);
        EXPECT_TRUE(node.api_is_up());
        EXPECT_EQ(said(*node.daemon, "ProgramKnown"), known);
        EXPECT_EQ(said(*node.daemon, "Rehearsed"), 0);
        EXPECT_EQ(said(*node.daemon, "ChangeFailed"), 1) << "it cannot change by itself";
        EXPECT_EQ(node.daemon->resource("Image/localhost/k8s-kube-apiserver")->state, model::State::failed);
        EXPECT_EQ(node.daemon->condition("APIServerHealthy").status, model::ConditionStatus::yes);

        node.version = {.output = "Kubernetes v1.20.1\n"};
        node.files.put(FakeNode::binary, fakes::ElfProgram{.words = "mended"}.bytes());
        EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
        EXPECT_EQ(node.pods, 2);
    }
}

TEST(Rollout, IsNotPublishedWhileItsRehearsalCannotBeHeld) {
    ConvergedNode node;
    node.rehearsal = [] { return edges::ProcessOutcome{.exit_code = 1, .errors = "ctr: failed to dial\n"}; };
    node.desire(FakeNode::text("  apiserver: {flags: {v: 4}}\n"));

    node.daemon->passes(30);

    EXPECT_EQ(node.pods, 1);
    EXPECT_EQ(std::ranges::count(node.daemon->events().recent(), "Rehearsed", &model::Event::reason), 0);
    const auto converged = node.daemon->condition("Converged");
    EXPECT_EQ(converged.reason, "RetryLater");
    EXPECT_THAT(converged.message, HasSubstr("could not be held"));
    node.rehearsal = nullptr;
    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 2);
}

TEST(Image, ThatVanishesWithItsContainerIsRebuiltWithinSeconds) {
    ConvergedNode node;
    node.images.clear();
    node.end_container();

    node.daemon->passes(25);

    EXPECT_FALSE(node.images.empty());
    EXPECT_TRUE(node.api_is_up());
    EXPECT_TRUE(node.daemon->converge(5)) << node.daemon->unready();
    EXPECT_EQ(std::ranges::count(node.daemon->events().recent(), "Rebuilt", &model::Event::reason), 1);
}

TEST(Rollout, LeavesNoImageBehindThatNobodyNeeds) {
    ConvergedNode node;
    const auto old = *node.images.begin();
    for (const char* words : {"newer", "newest"}) {
        EXPECT_TRUE(node.images.contains(old)) << "there may be a way back to it";
        node.files.put(FakeNode::binary, fakes::ElfProgram{.words = words}.bytes());
        node.daemon->passes(1);
        ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
        node.daemon->passes(60, 1min);
    }

    EXPECT_EQ(node.images.size(), 2U) << "of two good generations";
    EXPECT_FALSE(node.images.contains(old));
    EXPECT_TRUE(node.api_is_up());
    EXPECT_EQ(node.pods, 3);
}

TEST(LostPod, IsRemovedOnce) {
    ConvergedNode node;
    node.has_lost_pod = true;
    node.processes.forget_calls();

    node.daemon->passes(200, 4s);

    EXPECT_FALSE(node.has_lost_pod);
    EXPECT_EQ(std::ranges::count(node.processes.calls(), std::vector<std::string>{"crictl", "rmp", "plost"}), 1);
    EXPECT_EQ(node.starts, 1);
}

}  // namespace
}  // namespace planekeeper::scenarios::rollout_test
