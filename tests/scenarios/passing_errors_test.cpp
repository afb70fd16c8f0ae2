#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "converged_node.hpp"
#include "ledger/custody.hpp"

// An operation that failed for a passing reason is visible in status at once and retried soon, and leaves no trace.

namespace planekeeper::scenarios::passing_errors_test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Lt;

constexpr const char* ca_key = "/var/lib/kubernetes/ca-key.pem";
constexpr const char* leaf_key = "/var/lib/kubernetes/kubernetes-key.pem";

std::string state_of(Daemon& daemon, const std::string& resource) {
    const auto* status = daemon.resource(resource);
    return status == nullptr ? "none"
                             : std::string{to_string(status->state)} + " " + status->reason + " " + status->message;
}

/// Does as run(): makes passes while each of them changes something, then sleeps. Returns the length of the sleep.
std::chrono::milliseconds rest(FakeNode& node, Daemon& daemon) {
    for (int i = 0; i < 12 && daemon.pass(); ++i) {
    }
    const auto now = node.clock.now();
    return std::chrono::duration_cast<std::chrono::milliseconds>(daemon.reconciler().next_wake(now) - now.steady);
}

class FailedRead : public ::testing::TestWithParam<const char*> {};

TEST_P(FailedRead, IsForgottenWithTheNextLook) {
    ConvergedNode node;
    node.files.put(GetParam(), node.files.content(GetParam()), node.files.node(GetParam()).metadata);
    node.files.fail_reads(GetParam(), EMFILE);
    rest(node, *node.daemon);
    EXPECT_FALSE(node.daemon->is_converged());

    node.files.fail_reads(GetParam(), 0);
    node.clock.advance(1s);
    rest(node, *node.daemon);

    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    EXPECT_EQ(node.starts, 1);
}

INSTANTIATE_TEST_SUITE_P(Of, FailedRead,
                         ::testing::Values("/var/lib/planekeeper/custody/ca", "/var/lib/planekeeper/custody/kubernetes",
                                           "/var/lib/planekeeper/custody/service-account",
                                           "/var/lib/planekeeper/custody/encryption-config"));

TEST(FailedReads, OfCustodyAreLookedAtAgainSoonAndThenMoreAndMoreSeldom) {
    ConvergedNode node;
    const auto custody = ledger::Custody::path("ca");
    node.files.put(custody, node.files.content(custody), {.mode = 0600});
    node.files.fail_reads(custody, EIO);
    EXPECT_THAT(rest(node, *node.daemon), Lt(1001ms));
    int looks = 0;
    for (auto left = 600s; left > 0s; ++looks) {
        const auto wait = rest(node, *node.daemon);
        node.clock.advance(wait);
        left -= std::chrono::ceil<std::chrono::seconds>(wait);
    }
    EXPECT_THAT(looks, Lt(50)) << "a file that stays unreadable costs next to nothing";
    EXPECT_THAT(state_of(*node.daemon, "KeyMaterial/ca"), HasSubstr("CustodyUnreadable"));
    EXPECT_THAT(state_of(*node.daemon, "KeyMaterial/ca"), HasSubstr("Input/output error"));
}

/// A leaf was judged while the authority was unreadable.
TEST(FailedReads, OfTheAuthorityAreNotRememberedOfTheLeaves) {
    ConvergedNode node;
    const auto leaf = ledger::Custody::path("kubernetes");
    for (const auto& path : {ledger::Custody::path("ca"), leaf}) {
        node.files.put(path, node.files.content(path), {.mode = 0600});
    }
    for (const auto* path : {"/var/lib/planekeeper/custody/ca", "/var/lib/kubernetes/ca.pem"}) {
        node.files.fail_reads(path, EIO);
    }
    rest(node, *node.daemon);
    const auto before = node.files.content(leaf);
    for (const auto* path : {"/var/lib/planekeeper/custody/ca", "/var/lib/kubernetes/ca.pem"}) {
        node.files.fail_reads(path, 0);
    }
    node.clock.advance(1s);
    rest(node, *node.daemon);

    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    EXPECT_EQ(node.files.content(leaf), before);
}

/// The published files of somebody's authority were read during an error.
TEST(FailedReads, OfAFileThatExistsAreNoRefusalForGood) {
    FakeNode node;
    {
        ConvergedNode other;
        for (const auto* file : {"/var/lib/kubernetes/ca.pem", "/var/lib/kubernetes/ca-key.pem"}) {
            node.files.put(file, other.files.content(file));
        }
    }
    node.desire(FakeNode::text());
    node.files.fail_reads(ca_key, EIO);
    Daemon daemon{node};
    rest(node, daemon);
    EXPECT_THAT(state_of(daemon, "KeyMaterial/ca"), HasSubstr("ca-key.pem cannot be read: open"));
    node.files.fail_reads(ca_key, 0);
    node.clock.advance(1s);

    ASSERT_TRUE(daemon.converge()) << daemon.unready();
}

TEST(FailedReads, OfTheDesiredStateAreNoRefusalForGood) {
    ConvergedNode node;
    node.desire(FakeNode::text("  apiserver: {flags: {v: 4}}\n"));
    node.files.fail_reads(FakeNode::desired_state_file, EMFILE);
    EXPECT_THAT(rest(node, *node.daemon), Lt(2s));
    EXPECT_THAT(node.daemon->condition("DesiredStateValid").message, HasSubstr("Too many open files"));
    node.files.fail_reads(FakeNode::desired_state_file, 0);
    node.clock.advance(1s);
    rest(node, *node.daemon);
    EXPECT_EQ(node.daemon->condition("DesiredStateValid").status, model::ConditionStatus::yes);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    EXPECT_TRUE(node.files.content(FakeNode::manifest).contains("--v=4"));
}

/// SIGHUP and `planekeeper reconcile` look at every file, even if lstat shows no change.
TEST(ARequest, ReadsEveryFileAgain) {
    ConvergedNode node;
    rest(node, *node.daemon);
    node.files.fail_reads(FakeNode::desired_state_file, EIO);
    node.files.fail_reads(ledger::Custody::path("ca"), EIO);
    rest(node, *node.daemon);
    EXPECT_TRUE(node.daemon->is_converged()) << "a quiet pass reads nothing";

    node.daemon->reconciler().request();
    rest(node, *node.daemon);

    EXPECT_EQ(node.daemon->condition("DesiredStateValid").status, model::ConditionStatus::no);
    EXPECT_THAT(state_of(*node.daemon, "KeyMaterial/ca"), HasSubstr("CustodyUnreadable"));
}

class FailedWrite : public ::testing::TestWithParam<int> {};

TEST_P(FailedWrite, IsInStatusAtOnceAndTriedAgainAfterASecond) {
    for (const auto* path : {leaf_key, FakeNode::manifest}) {
        SCOPED_TRACE(path);
        ConvergedNode node;
        node.files.erase(path);
        node.files.fail_writes(path, GetParam());
        EXPECT_THAT(rest(node, *node.daemon), Lt(1001ms));
        bool told = false;
        for (const auto& status : node.daemon->snapshot().resources) {
            told = told || (status.id.name == path && status.state == model::State::failed &&
                            status.reason == "RetryLater" && status.message.contains("rename into"));
        }
        EXPECT_TRUE(told) << node.daemon->unready();

        node.files.fail_writes(path, 0);
        node.clock.advance(1s);
        rest(node, *node.daemon);
        EXPECT_TRUE(node.files.exists(path));
    }
}

INSTANTIATE_TEST_SUITE_P(Errors, FailedWrite, ::testing::Values(ENOSPC, EIO, EROFS, EMFILE));

}  // namespace
}  // namespace planekeeper::scenarios::passing_errors_test
