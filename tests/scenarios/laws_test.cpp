#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>

#include "converged_node.hpp"
#include "fakes/event_loop.hpp"
#include "ledger/custody.hpp"
#include "reconcile/local_plan.hpp"
#include "spec/desired_state_file.hpp"

// The promises to users, each checked on a whole node.

namespace planekeeper::scenarios::laws_test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string ca_key = "/var/lib/kubernetes/ca-key.pem";

std::map<std::string, std::string> bytes_of(const FakeNode& node) {
    std::map<std::string, std::string> bytes;
    for (const auto& [path, file] : node.files.nodes()) {
        bytes[path] = file.bytes + std::to_string(file.metadata.mode) + "@" + std::to_string(file.inode);
    }
    return bytes;
}

TEST(InvalidDesiredState, ChangesNothingAndIsShownWithItsPlace) {
    ConvergedNode node;
    node.desire(FakeNode::text("  apiserver: {prot: 7443}\n"));

    node.daemon->passes(10);

    EXPECT_THAT(node.files.effects(), IsEmpty());
    const auto valid = node.daemon->condition("DesiredStateValid");
    EXPECT_EQ(valid.status, model::ConditionStatus::no);
    EXPECT_THAT(valid.message, HasSubstr("desired-state.yaml:9:"));
    EXPECT_EQ(node.starts, 1);
}

TEST(InvalidDesiredState, LeavesTheLastGoodOneInForce) {
    ConvergedNode node;
    const auto key = node.files.content(ca_key);
    node.desire("spec: [");
    node.daemon->passes(2);
    node.files.erase(ca_key);

    node.daemon->passes(3);

    ASSERT_TRUE(node.files.exists(ca_key));
    EXPECT_EQ(node.files.content(ca_key), key);
}

TEST(InvalidDesiredState, LeavesTheLastGoodOneInForceAcrossARestart) {
    ConvergedNode node;
    const auto key = node.files.content(ca_key);
    node.daemon.reset();
    node.desire("spec: [");
    node.files.erase(ca_key);
    node.daemon.emplace(node);

    node.daemon->passes(5);

    ASSERT_TRUE(node.files.exists(ca_key));
    EXPECT_EQ(node.files.content(ca_key), key);
    EXPECT_EQ(node.daemon->condition("DesiredStateValid").status, model::ConditionStatus::no);
}

TEST(InvalidDesiredState, OnABlankNodeDoesNothingAtAll) {
    FakeNode node;
    node.desire(FakeNode::text("  pki: {mode: manged}\n"));
    Daemon daemon{node};

    daemon.passes(10);

    EXPECT_THAT(node.files.effects(), IsEmpty());
    EXPECT_THAT(node.processes.calls(), IsEmpty());
}

TEST(MissingDesiredState, ChangesNothing) {
    ConvergedNode node;
    node.files.erase(FakeNode::desired_state_file);

    node.daemon->passes(10);

    EXPECT_THAT(node.files.effects(), IsEmpty());
    EXPECT_EQ(node.daemon->condition("DesiredStateValid").status, model::ConditionStatus::no);
}

TEST(LostAuthority, OnANodeThatHasLivedIsAnAlarmAndNotANewKey) {
    ConvergedNode node;
    node.files.erase(ca_key);
    node.files.erase("/var/lib/kubernetes/ca.pem");
    node.files.erase(ledger::Custody::path("ca"));

    node.daemon->passes(20);

    EXPECT_FALSE(node.files.exists(ca_key));
    EXPECT_FALSE(node.files.exists(ledger::Custody::path("ca")));
    ASSERT_NE(node.daemon->resource("KeyMaterial/ca"), nullptr);
    EXPECT_EQ(node.daemon->resource("KeyMaterial/ca")->reason, "KeyLost");
    EXPECT_EQ(node.starts, 1);
}

/// Without this key planekeeper has no client certificate of its own, and the server's own certificate may have no
/// right to read.
TEST(LostAuthorityKey, IsTheCauseThatEverythingOfTheApiIsToldWith) {
    ConvergedNode node;
    node.forbids_server_pair = true;
    const auto key = node.files.content(ca_key);
    node.daemon.reset();
    node.files.erase(ca_key);
    node.files.erase(ledger::Custody::path("ca"));
    node.daemon.emplace(node);

    node.daemon->passes(5);

    EXPECT_EQ(node.daemon->resource("KeyMaterial/ca")->reason, "KeyLost");
    for (const auto* name : {"NodeTaints/k8s-master", "KubernetesObject/MirrorPod/kube-apiserver-k8s-master"}) {
        const auto* resource = node.daemon->resource(name);
        ASSERT_NE(resource, nullptr) << name;
        EXPECT_EQ(resource->reason, "CannotRead") << name << resource->message;
        EXPECT_THAT(resource->message, HasSubstr("KeyMaterial/ca")) << name;
    }
    node.files.put(ca_key, key, {.mode = 0600});
    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
}

TEST(LostAuthority, IsAnAlarmEvenWhenTheLedgerIsGoneToo) {
    ConvergedNode node;
    node.daemon.reset();
    node.files.erase(ledger::state_directory);
    node.files.erase("/var/lib/kubernetes");
    node.daemon.emplace(node);

    node.daemon->passes(20);

    EXPECT_FALSE(node.files.exists(ca_key));
    EXPECT_EQ(node.daemon->resource("KeyMaterial/ca")->reason, "KeyLost");
}

TEST(LostLedger, AdoptsTheKeysThatAreThere) {
    ConvergedNode node;
    const auto key = node.files.content(ca_key);
    node.daemon.reset();
    node.files.erase(ledger::state_directory);
    node.daemon.emplace(node);

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    EXPECT_EQ(node.files.content(ca_key), key);
    EXPECT_EQ(node.pods, 1) << "the same inputs are the same generation";
}

/// Somebody restored a file under the name of another.
TEST(CustodyOfAnotherItem, IsToldAndEndsNothing) {
    ConvergedNode node;
    node.daemon.reset();
    node.files.put(ledger::Custody::path("ca"), node.files.content(ledger::Custody::path("encryption-config")),
                   {.mode = 0600});
    node.files.erase(ledger::Custody::path("admin-kubeconfig"));
    node.files.erase("/etc/planekeeper/admin.kubeconfig");
    node.daemon.emplace(node);

    node.daemon->passes(5);

    EXPECT_EQ(node.daemon->resource("KeyMaterial/ca")->reason, "CustodyUnreadable");
    EXPECT_THAT(node.daemon->resource("KeyMaterial/ca")->message, HasSubstr("is the file of something else"));
    EXPECT_TRUE(node.files.exists(ca_key));
    EXPECT_EQ(node.starts, 1);
}

TEST(ForeignAuthority, AtThePublishedPathIsNotOverwritten) {
    ConvergedNode node;
    FakeNode other;
    other.desire(FakeNode::text());
    {
        Daemon daemon{other};
        ASSERT_TRUE(daemon.converge());
    }
    for (const char* name : {"ca-key.pem", "ca.pem"}) {
        node.files.put(std::string{"/var/lib/kubernetes/"} + name,
                       other.files.content(std::string{"/var/lib/kubernetes/"} + name), {.mode = 0600});
    }

    node.daemon->passes(20);

    EXPECT_EQ(node.files.content(ca_key), other.files.content(ca_key));
    EXPECT_EQ(node.daemon->resource("KeyMaterial/ca")->reason, "ForeignKey");
}

TEST(DamagedLedger, StopsEveryChange) {
    ConvergedNode node;
    node.daemon.reset();
    node.files.put(ledger::LedgerStore::path(), "{\"version\": 1,", {.mode = 0600});
    node.files.erase(ca_key);
    node.files.forget_effects();
    node.daemon.emplace(node);

    node.daemon->passes(10);

    EXPECT_THAT(node.files.effects(), IsEmpty());
    ASSERT_FALSE(node.daemon->snapshot().resources.empty());
    EXPECT_EQ(node.daemon->snapshot().resources.front().reason, "LedgerUnusable");
    const auto refused = node.daemon->snapshot().plan;
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused.front().verb, model::Verb::refuse);
    for (const auto* type : {"Converged", "APIServerHealthy", "Degraded"}) {
        EXPECT_EQ(node.daemon->condition(type).reason, "LedgerUnusable") << type;
    }
    EXPECT_EQ(node.daemon->condition("Converged").status, model::ConditionStatus::no);
    EXPECT_EQ(node.daemon->condition("Degraded").status, model::ConditionStatus::yes);
}

TEST(TwoWriters, EndInBackoffAndADegradedCondition) {
    ConvergedNode node;
    const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
    for (int i = 0; i < 120; ++i) {
        node.files.put(policy, "somebody else's\n", {.mode = 0600});
        node.daemon->pass();
        node.clock.advance(1s);
    }

    const auto repairs = std::ranges::count(node.files.effects(), "replace " + policy);
    EXPECT_GE(repairs, 5);
    EXPECT_LE(repairs, 15);
    EXPECT_EQ(node.daemon->condition("Degraded").status, model::ConditionStatus::yes);
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "Contended");
    EXPECT_EQ(node.pods, 1);
}

TEST(TwoWriters, ComeToRestOnceTheOtherStops) {
    ConvergedNode node;
    const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
    for (int i = 0; i < 20; ++i) {
        node.files.put(policy, "somebody else's\n", {.mode = 0600});
        node.daemon->pass();
        node.clock.advance(1s);
    }

    ASSERT_TRUE(node.daemon->converge(400)) << node.daemon->unready();
    node.daemon->passes(3);

    EXPECT_EQ(node.daemon->condition("Degraded").status, model::ConditionStatus::no);
}

TEST(UntrustedClock, IssuesNothingOnABlankNodeUntilItIsSane) {
    FakeNode node;
    node.desire(FakeNode::text());
    node.clock.set_trusted(false);
    Daemon daemon{node};
    daemon.passes(20);
    EXPECT_FALSE(node.files.exists(ca_key));
    EXPECT_EQ(daemon.resource("KeyMaterial/ca")->reason, "ClockNotTrusted");
    node.clock.set_trusted(true);

    EXPECT_TRUE(daemon.converge()) << daemon.unready();
}

TEST(UntrustedClock, BehindTheLedgerStillRepairs) {
    ConvergedNode node;
    node.daemon.reset();
    const auto key = node.files.content(ca_key);
    node.clock.set_system(*from_rfc3339("1970-01-01T00:10:00Z"));
    node.files.erase(ca_key);
    node.daemon.emplace(node);

    node.daemon->passes(5);

    ASSERT_TRUE(node.files.exists(ca_key));
    EXPECT_EQ(node.files.content(ca_key), key);
}

TEST(LocalPlan, ChangesNothing) {
    FakeNode node;
    node.desire(FakeNode::text());
    auto parsed = spec::parse(FakeNode::text(), "f", {"arm64"});
    ASSERT_TRUE(parsed.state);
    const auto before = bytes_of(node);
    fakes::EventLoop loop;

    auto plan = loop.await(reconcile::plan_locally(node.outside, node.options, *parsed.state));

    ASSERT_TRUE(plan) << plan.error().text();
    EXPECT_THAT(plan->changes, Not(IsEmpty()));
    EXPECT_EQ(bytes_of(node), before);
    EXPECT_THAT(node.files.effects(), IsEmpty());
    EXPECT_EQ(node.faults().count(), 0U);
    for (const auto& argv : node.processes.calls()) EXPECT_THAT(argv.front(), AnyOf("crictl", "journalctl"));
}

TEST(LocalPlan, OfAConvergedNodeIsEmptyAndChangesNothing) {
    ConvergedNode node;
    node.daemon.reset();
    auto parsed = spec::parse(FakeNode::text(), "f", {"arm64"});
    ASSERT_TRUE(parsed.state);
    const auto before = bytes_of(node);
    fakes::EventLoop loop;

    auto plan = loop.await(reconcile::plan_locally(node.outside, node.options, *parsed.state));

    ASSERT_TRUE(plan) << plan.error().text();
    EXPECT_THAT(plan->changes, IsEmpty());
    EXPECT_EQ(plan->converged.status, model::ConditionStatus::yes) << plan->converged.message;
    EXPECT_EQ(bytes_of(node), before);
}

model::PlanView local_plan(const FakeNode& node, const std::string& text) {
    auto parsed = spec::parse(text, "f", {"arm64"});
    fakes::EventLoop loop;
    return loop.await(reconcile::plan_locally(node.outside, node.options, parsed.state.value())).value();
}

/// Before a new minor: the versions of kubelet and etcd.
TEST(LocalPlan, GetsEachAnswerThatAChangeWaitsFor) {
    ConvergedNode node;
    node.daemon.reset();
    auto next_minor = FakeNode::text();
    next_minor.replace(next_minor.find("v1.20.1"), 7, "v1.21.14");

    const auto upgrade = local_plan(node, next_minor);

    const auto when = [](const model::PlanView& plan, model::ResourceKind kind) {
        const auto found =
            std::ranges::find(plan.changes, kind, [](const auto& change) { return change.resource.kind; });
        return found == plan.changes.end() ? "nothing" : found->waits_for.empty() ? "now" : "later";
    };
    EXPECT_STREQ(when(upgrade, model::ResourceKind::image), "now") << upgrade.converged.message;
    EXPECT_STREQ(when(upgrade, model::ResourceKind::static_pod), "later");
}

TEST(ForeignFiles, InTheManifestDirectoryAreReportedAndLeftAlone) {
    ConvergedNode node;
    const std::string foreign = "/etc/kubelet.d/kube-api-server.yaml.bak";
    node.files.put(foreign, "mine\n");

    node.daemon->passes(10);

    EXPECT_EQ(node.files.content(foreign), "mine\n");
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "ForeignManifest");
    EXPECT_THAT(node.files.effects(), IsEmpty());
}

}  // namespace
}  // namespace planekeeper::scenarios::laws_test
