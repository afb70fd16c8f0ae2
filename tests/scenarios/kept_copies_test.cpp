#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "converged_node.hpp"
#include "fakes/event_loop.hpp"
#include "reconcile/local_plan.hpp"
#include "spec/desired_state_file.hpp"

// Checks on a whole node that planekeeper never loses a file that a person wrote, whatever happens in between.

namespace planekeeper::scenarios::kept_copies_test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
const std::string theirs = "# by hand\nkind: Policy\n";
const std::string hand_made = "# by hand\nkind: Pod\n";

/// Bytes of the copies of one path, ordered by name.
std::vector<std::string> copies_of(const FakeNode& node, const std::string& path) {
    std::vector<std::string> bytes;
    for (const auto& [name, file] : node.files.nodes()) {
        const bool is_copy = name.starts_with(model::replaced_directory + path + "/");
        if (is_copy) bytes.push_back(file.bytes);
    }
    return bytes;
}

/// A node with two files of a person at paths where planekeeper writes.
void make_by_hand(FakeNode& node) {
    node.desire(FakeNode::text());
    node.files.put(policy, theirs, {.mode = 0640, .gid = 105});
    node.files.put(FakeNode::manifest, hand_made);
    node.kubelet_runs = false;  // the containers do not matter here
}

TEST(NodeMadeByHand, KeepsEveryFileThatIsReplaced) {
    FakeNode node;
    make_by_hand(node);
    Daemon daemon{node};
    daemon.passes(10);
    node.kubelet_runs = true;

    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(3);

    EXPECT_EQ(copies_of(node, policy), std::vector{theirs});
    EXPECT_EQ(copies_of(node, FakeNode::manifest), std::vector{hand_made});
    EXPECT_THAT(daemon.resource("File/" + policy)->message, HasSubstr("is kept as /var/lib/planekeeper/replaced"));
}

/// "sed … > FILE" has truncated the file and will write to this inode: a replacement would never show the new bytes.
TEST(EditedFile, ThatIsBeingWrittenIsLeftUntilItIsClosed) {
    ConvergedNode node;
    node.files.open_to_write(policy);
    node.files.put(policy, "");
    node.daemon->passes(10);
    EXPECT_EQ(node.files.content(policy), "");
    EXPECT_THAT(node.daemon->resource("File/" + policy)->message, HasSubstr("is being written"));
    node.files.put(policy, theirs);
    node.daemon->passes(3);
    EXPECT_EQ(node.files.content(policy), theirs);

    node.files.close(policy);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_NE(node.files.content(policy), theirs);
    EXPECT_EQ(copies_of(node, policy), std::vector{theirs});
}

TEST(NodeMadeByHand, LosesNothingWhereverTheDaemonDies) {
    for (std::size_t n = 1; n < 150; n += 2) {
        SCOPED_TRACE("crash after effect " + std::to_string(n));
        FakeNode node;
        make_by_hand(node);
        bool crashed = false;
        {
            Daemon daemon{node};
            node.faults().crash_after(n);
            try {
                daemon.passes(20);
            } catch (const fakes::Crash&) {
                crashed = true;
            }
        }
        node.clock.advance(1min);
        node.kubelet_runs = true;
        Daemon daemon{node};
        ASSERT_TRUE(daemon.converge()) << daemon.unready();

        EXPECT_EQ(copies_of(node, policy), std::vector{theirs});
        EXPECT_EQ(copies_of(node, FakeNode::manifest), std::vector{hand_made});
        if (!crashed) return;
    }
    FAIL() << "there are more effects than expected";
}

TEST(NodeMadeByHand, IsLeftAsItIsWhileNoCopyCanBeMade) {
    FakeNode node;
    make_by_hand(node);
    const auto copy = [&] { return model::replaced_directory + policy; };
    node.files.put(copy(), "something in the way");
    Daemon daemon{node};

    daemon.passes(20);

    EXPECT_EQ(node.files.content(policy), theirs);
    EXPECT_THAT(daemon.resource("File/" + policy)->message, HasSubstr("keeping a copy of " + policy));

    node.files.erase(copy());
    node.kubelet_runs = true;
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_EQ(copies_of(node, policy), std::vector{theirs});
}

TEST(EditedFile, ThatBecameALinkIsKeptAsWhereItLeads) {
    for (const std::string& path :
         {policy, std::string{FakeNode::manifest}, std::string{"/var/lib/kubernetes/ca.pem"}}) {
        ConvergedNode node;
        node.files.put("/srv/git/theirs.yaml", "theirs");
        node.files.put_symlink(path, "/srv/git/theirs.yaml");
        node.daemon->passes(3);

        ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
        EXPECT_EQ(node.files.node(path).type, edges::FileType::regular);
        EXPECT_EQ(node.files.content("/srv/git/theirs.yaml"), "theirs");
        EXPECT_THAT(copies_of(node, path), testing::ElementsAre("/srv/git/theirs.yaml")) << path;
    }
}

constexpr const char* leaf_key = "/var/lib/kubernetes/kubernetes-key.pem";
constexpr const char* leaf = "/var/lib/kubernetes/kubernetes.pem";

/// The message of the resource with this path, of any kind.
std::string message_of(const Daemon& daemon, const std::string& path) {
    for (const auto& status : daemon.snapshot().resources) {
        if (status.id.name == path) return status.reason + ": " + status.message;
    }
    return "no status";
}

TEST(EditedFile, ThatCannotBeReadStaysUntilACopyCanBeMade) {
    for (const std::string& path : {policy, std::string{FakeNode::manifest}, std::string{leaf_key}}) {
        SCOPED_TRACE(path);
        ConvergedNode node;
        node.files.put(path, theirs);
        node.files.fail_reads(path, EIO);
        node.daemon->passes(5);

        EXPECT_EQ(node.files.content(path), theirs);
        EXPECT_THAT(message_of(*node.daemon, path),
                    testing::AllOf(HasSubstr("CannotBeKept"), HasSubstr("Input/output error")));
        EXPECT_FALSE(node.daemon->is_converged());
        EXPECT_THAT(copies_of(node, path), testing::IsEmpty());

        node.files.fail_reads(path, 0);
        node.clock.advance(1s);
        ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
        EXPECT_EQ(copies_of(node, path), std::vector{theirs});
        EXPECT_NE(node.files.content(path), theirs);
    }
}

TEST(EditedFile, InWhosePlaceADirectoryIsStaysUntilItIsMovedAway) {
    for (const std::string& path : {policy, std::string{leaf_key}}) {
        SCOPED_TRACE(path);
        ConvergedNode node;
        node.files.erase(path);
        node.files.put(path + "/notes", theirs);
        node.daemon->passes(5);
        EXPECT_EQ(node.files.content(path + "/notes"), theirs);
        EXPECT_THAT(message_of(*node.daemon, path),
                    testing::AllOf(HasSubstr("CannotBeKept"), HasSubstr("is a directory"), HasSubstr("ove it")));
        EXPECT_THAT(node.files.effects(), testing::Not(testing::Contains(HasSubstr(path))));

        node.files.erase(path);
        ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    }
}

TEST(EditedFile, ThatStaysIsRefusedInEachPlan) {
    ConvergedNode node;
    node.files.erase(policy);
    node.files.put(policy + "/notes", theirs);
    node.daemon->passes(5);
    auto parsed = spec::parse(FakeNode::text(), "f", {"arm64"});
    fakes::EventLoop loop;

    const auto local = loop.await(reconcile::plan_locally(node.outside, node.options, *parsed.state));

    ASSERT_TRUE(local) << local.error().text();
    EXPECT_EQ(local->converged.reason, "CannotBeKept");
    for (const auto& changes : {node.daemon->snapshot().plan, local->changes}) {
        const auto refused = std::ranges::find(changes, model::Verb::refuse, &model::PlannedChange::verb);
        ASSERT_NE(refused, changes.end());
        EXPECT_EQ(refused->resource.name, policy);
        EXPECT_THAT(refused->summary, HasSubstr("is a directory"));
    }
}

TEST(EditedFile, ThatCannotBeReadIsNotRemovedEither) {
    ConvergedNode node;
    node.files.put(policy, theirs);
    node.files.fail_reads(policy, EIO);
    node.desire(FakeNode::text("  apiserver: {audit: {enabled: false}}\n"));
    node.daemon->passes(10);
    ASSERT_TRUE(node.files.exists(policy));
    EXPECT_EQ(node.files.content(policy), theirs);
    EXPECT_THAT(message_of(*node.daemon, policy), HasSubstr("CannotBeKept"));

    node.files.fail_reads(policy, 0);
    node.clock.advance(1s);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_FALSE(node.files.exists(policy));
    EXPECT_EQ(copies_of(node, policy), std::vector{theirs});
}

TEST(EditedFile, OfAPairThatCannotBeReadKeepsTheOtherOne) {
    ConvergedNode node;
    const auto certificate = node.files.content(leaf);
    node.files.put(leaf_key, theirs);
    node.files.fail_reads(leaf_key, EIO);
    node.desire(FakeNode::text("  pki: {extraSANs: [another.example]}\n"));
    node.daemon->passes(10);
    EXPECT_EQ(node.files.content(leaf_key), theirs);
    EXPECT_EQ(node.files.content(leaf), certificate) << "it would not belong to the key";

    node.files.fail_reads(leaf_key, 0);
    node.clock.advance(1s);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_NE(node.files.content(leaf), certificate);
}

TEST(TwoWriters, DoNotFillTheCard) {
    ConvergedNode node;
    for (int i = 0; i < 200; ++i) {
        node.files.put(policy, "edit " + std::to_string(i));
        node.daemon->passes(2, 30s);
    }

    EXPECT_LE(copies_of(node, policy).size(), 10U);
    EXPECT_EQ(copies_of(node, policy).back().substr(0, 5), "edit ");
}

}  // namespace
}  // namespace planekeeper::scenarios::kept_copies_test
