#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"

// The place of the desired state, and who may change it.

namespace planekeeper::scenarios::desired_state_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string file = FakeNode::desired_state_file;
const std::string directory = "/etc/planekeeper";

std::string with_verbosity(int level) {
    return FakeNode::text("  apiserver: {flags: {v: \"" + std::to_string(level) + "\"}}\n");
}

bool has_verbosity(FakeNode& node, int level) {
    return node.files.content(FakeNode::manifest).find("--v=" + std::to_string(level)) != std::string::npos;
}

TEST(LinkedDesiredState, IsFollowedAndEachTurnIsWatched) {
    FakeNode node;
    node.files.put(directory + "/..1/desired-state.yaml", with_verbosity(1));
    node.files.put(directory + "/..2/desired-state.yaml", with_verbosity(2));
    node.files.put_symlink(directory + "/..data", "..1");
    node.files.put_symlink(file, "..data/desired-state.yaml");
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_TRUE(has_verbosity(node, 1));
    EXPECT_THAT(daemon.watcher().directories(), AllOf(Contains(directory), Contains(directory + "/..1")));

    node.files.put_symlink(directory + "/..data", "..2");
    daemon.passes(3);

    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_TRUE(has_verbosity(node, 2));
}

TEST(LinkedDesiredState, ThatLeadsNowhereIsToldWithItsEnd) {
    ConvergedNode node;
    node.files.put_symlink(file, "/srv/git/none.yaml");

    node.daemon->passes(3);

    EXPECT_EQ(node.daemon->condition("DesiredStateValid").reason, "Refused");
    EXPECT_THAT(node.daemon->condition("DesiredStateValid").message,
                AllOf(HasSubstr("symbolic link"), HasSubstr("/srv/git/none.yaml")));
    EXPECT_THAT(node.files.effects(), IsEmpty());
}

TEST(DesiredState, ThatOthersCanWriteIsRefusedUntilOnlyRootCan) {
    ConvergedNode node;
    node.files.put(file, with_verbosity(1), {.mode = 0666});
    node.daemon->passes(5);

    EXPECT_EQ(node.daemon->condition("DesiredStateValid").reason, "Refused");
    EXPECT_THAT(node.daemon->condition("DesiredStateValid").message, AllOf(HasSubstr(file), HasSubstr("chmod o-w")));
    EXPECT_FALSE(has_verbosity(node, 1)) << "the last good one stays in force";
    EXPECT_THAT(node.files.effects(), IsEmpty());

    node.files.put_metadata(file, {.mode = 0644});
    ASSERT_TRUE(node.daemon->converge());
    node.daemon->passes(3);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_TRUE(has_verbosity(node, 1));
}

TEST(DesiredState, InADirectoryOfAnotherUserIsRefusedAlsoWhenItDidNotChange) {
    ConvergedNode node;
    node.files.put_metadata(directory, {.mode = 0755, .uid = 1000});

    node.daemon->passes(3);

    EXPECT_EQ(node.daemon->condition("DesiredStateValid").reason, "Refused");
    EXPECT_THAT(node.daemon->condition("DesiredStateValid").message, HasSubstr("user 1000"));
}

TEST(DesiredState, ThatIsNotInForceIsNeverSaidToBeReached) {
    for (const std::string text : {"# nothing yet\n", "spec: {\n"}) {
        SCOPED_TRACE(text);
        FakeNode node;
        node.files.put(file, text);
        Daemon daemon{node};
        daemon.pass();
        EXPECT_EQ(daemon.condition("Converged").status, model::ConditionStatus::unknown);
        EXPECT_EQ(daemon.condition("Converged").reason, daemon.condition("DesiredStateValid").reason);
        daemon.passes(5);
        EXPECT_EQ(daemon.condition("Converged").status, model::ConditionStatus::unknown);
        EXPECT_EQ(daemon.condition("Converged").reason, daemon.condition("DesiredStateValid").reason);
    }
}

TEST(DesiredState, ThatCouldNotBeReadOnceIsReadAgain) {
    ConvergedNode node;
    node.desire(with_verbosity(1));
    node.files.fail_reads(file, EIO);
    node.daemon->passes(4);
    EXPECT_EQ(node.daemon->condition("DesiredStateValid").reason, "Refused");
    node.files.fail_reads(file, 0);

    node.daemon->passes(3);

    EXPECT_EQ(node.daemon->condition("DesiredStateValid").reason, "Accepted");
}

TEST(Watches, AreBelowTheRootOnceOnly) {
    FakeNode node;
    node.options.root = "/mnt/card";
    node.options.desired_state_file = "/mnt/card/etc/planekeeper/desired-state.yaml";
    node.files.put(node.options.desired_state_file, FakeNode::text());
    Daemon daemon{node};

    daemon.passes(3);

    EXPECT_THAT(daemon.watcher().directories(),
                AllOf(Contains("/mnt/card/etc/planekeeper"), Contains("/mnt/card/etc/kubelet.d"),
                      Not(Contains(HasSubstr("/mnt/card/mnt")))));
}

/// `planekeeper reconcile --wait` goes by the counter.
TEST(DesiredState, ThatIsBeingWrittenMakesNoPassThatCounts) {
    ConvergedNode node;
    const auto before = node.daemon->snapshot().counters.passes;
    node.clock.set_system(SystemTime{});  // the file has just changed
    node.desire(FakeNode::text("  apiserver: {flags: {v: 4}}\n"));

    node.daemon->pass();
    EXPECT_EQ(node.daemon->snapshot().counters.passes, before);

    node.clock.advance(std::chrono::seconds{1});
    node.daemon->pass();
    EXPECT_EQ(node.daemon->snapshot().counters.passes, before + 1);
}

}  // namespace
}  // namespace planekeeper::scenarios::desired_state_test
