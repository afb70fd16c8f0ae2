#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "converged_node.hpp"

// Files that the user's flags name.

namespace planekeeper::scenarios::files_of_others_test {
namespace {

constexpr const char* read_at_start = "/etc/oidc/ca.pem";
constexpr const char* reloaded = "/etc/front/ca.pem";

std::string with_files() {
    return FakeNode::text(
        "  apiserver: {flags: {oidc-ca-file: /etc/oidc/ca.pem, oidc-issuer-url: \"https://a.example\","
        " oidc-client-id: k, requestheader-client-ca-file: /etc/front/ca.pem}}\n");
}

struct NodeWithFiles : FakeNode {
    NodeWithFiles() {
        files.put(read_at_start, "first");
        files.put(reloaded, "first");
        desire(with_files());
        daemon.emplace(*this);
        EXPECT_TRUE(daemon->converge()) << daemon->unready();
        daemon->passes(3);
    }
    std::optional<Daemon> daemon;
};

TEST(NamedFile, ThatIsReadAtTheStartIsPartOfTheGeneration) {
    NodeWithFiles node;
    node.files.put(read_at_start, "second");
    node.daemon->passes(3);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 2);
}

TEST(NamedFile, ThatIsReloadedRestartsNothing) {
    NodeWithFiles node;
    node.files.put(reloaded, "second");
    node.daemon->passes(10);
    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 1);
}

TEST(NamedFile, ThatIsALinkIsFollowedAndEveryTurnWatched) {
    FakeNode node;
    node.files.put("/etc/oidc/..1/ca.pem", "first");
    node.files.put("/etc/oidc/..2/ca.pem", "second");
    node.files.put_symlink("/etc/oidc/..data", "..1");
    node.files.put_symlink(read_at_start, "..data/ca.pem");
    node.files.put(reloaded, "first");
    node.desire(with_files());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_THAT(daemon.watcher().directories(), testing::IsSupersetOf({"/etc/oidc", "/etc/oidc/..1"}));
    daemon.passes(3);

    node.files.put_symlink("/etc/oidc/..data", "..2");
    daemon.passes(3);
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_EQ(node.pods, 2) << "another file is another generation";
}

/// The layout of certbot.
TEST(NamedFile, WhoseLinkLeadsElsewhereIsMountedThereTooAndFollowsEachRenewal) {
    FakeNode node;
    node.files.put(reloaded, "first");
    node.files.put("/etc/archive/oidc/ca1.pem", "first");
    node.files.put("/etc/archive/oidc/ca2.pem", "second");
    node.files.put_symlink(read_at_start, "../archive/oidc/ca1.pem");
    node.desire(with_files());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_THAT(node.files.content(FakeNode::manifest), testing::HasSubstr("mountPath: /etc/archive/oidc\n"));
    EXPECT_THAT(node.files.content(FakeNode::manifest), testing::Not(testing::HasSubstr(": /etc/archive\n")));
    daemon.passes(3);
    ASSERT_EQ(node.pods, 1);

    node.files.put_symlink(read_at_start, "../archive/oidc/ca2.pem");
    daemon.passes(3);
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_EQ(node.pods, 2);
    node.files.erase(read_at_start);
    node.files.put(read_at_start, "second");
    daemon.passes(3);
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_THAT(node.files.content(FakeNode::manifest), testing::Not(testing::HasSubstr("/etc/archive")));
}

TEST(NamedFile, WhoseLinkLeadsToWhatNoPodMayMountIsToldAndNothingIsPublished) {
    for (const std::string target : {"/srv/ca.pem", "/var/lib/planekeeper/custody/ca.pem"}) {
        NodeWithFiles node;
        node.files.put(target, "first");
        node.files.put_symlink(read_at_start, target);
        node.daemon->passes(10);
        const auto* file = node.daemon->resource(std::string{"File/"} + read_at_start);
        ASSERT_NE(file, nullptr);
        EXPECT_EQ(file->reason, "LinkLeavesMounts");
        EXPECT_THAT(file->message, testing::HasSubstr(target));
        EXPECT_EQ(node.pods, 1);
        EXPECT_TRUE(node.api_is_up());
    }
}

/// Otherwise that user could choose which part of the node the container sees.
TEST(NamedFile, WhoseLinkSomebodyElseThanRootCanLeadElsewhereIsNotMountedThere) {
    NodeWithFiles node;
    node.files.put("/etc/secret/files/ca.pem", "first");
    node.files.put_symlink(read_at_start, "/etc/secret/files/ca.pem");
    node.files.put_metadata("/etc/oidc", {.mode = 0755, .uid = 1000});
    node.daemon->passes(10);
    const auto* file = node.daemon->resource(std::string{"File/"} + read_at_start);
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(file->reason, "LinkLeavesMounts");
    EXPECT_THAT(file->message, testing::HasSubstr("chown root /etc/oidc"));
    EXPECT_EQ(node.pods, 1);
}

/// The runtime resolves the link when it creates the container, and the container keeps that directory.
TEST(NamedFile, BelowALinkedDirectoryIsMountedAndASwapOfTheLinkIsAnotherGeneration) {
    for (const std::string name : {"oidc", "front"}) {  // read at the start, and read again
        SCOPED_TRACE(name);
        FakeNode node;
        node.files.put("/etc/oidc/ca.pem", "first");
        node.files.put("/etc/front/ca.pem", "first");
        node.files.erase("/etc/" + name);
        node.files.put("/srv/one/ca.pem", "first");
        node.files.put("/srv/two/ca.pem", "first");
        node.files.put_symlink("/etc/" + name, "/srv/one");
        node.desire(with_files());
        Daemon daemon{node};
        ASSERT_TRUE(daemon.converge()) << daemon.unready();
        EXPECT_THAT(daemon.watcher().directories(), testing::IsSupersetOf({"/etc", "/srv/one"}));
        daemon.passes(3);
        ASSERT_EQ(node.pods, 1);

        node.files.put_symlink("/etc/" + name, "/srv/two");
        daemon.passes(3);
        ASSERT_TRUE(daemon.converge()) << daemon.unready();
        EXPECT_EQ(node.pods, 2) << "the same bytes, in a directory that the container has not got";
    }
}

TEST(NamedFile, BelowADirectoryWhoseLinkCannotBeFollowedRestartsNothing) {
    FakeNode node;
    node.files.put(read_at_start, "first");
    node.files.put("/srv/one/ca.pem", "first");
    node.files.put_symlink("/etc/front", "/srv/one");
    node.desire(with_files());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(3);
    node.files.put_symlink("/etc/front", "front");
    daemon.passes(10);
    EXPECT_FALSE(daemon.is_converged());
    EXPECT_EQ(node.pods, 1);
    node.files.put_symlink("/etc/front", "/srv/one");
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_EQ(node.pods, 1);
}

/// A backup with the same bytes is renamed into place: the container would keep the old directory.
TEST(MountedDirectory, ThatAnotherOneTookThePlaceOfIsAnotherGeneration) {
    NodeWithFiles node;
    const auto files = node.files.nodes();
    node.files.erase("/var/lib/kubernetes");
    for (const auto& [path, file] : files) {
        if (path == "/var/lib/kubernetes") node.files.put_directory(path, file.metadata);
        if (path.starts_with("/var/lib/kubernetes/")) node.files.put(path, file.bytes, file.metadata);
    }
    node.daemon->passes(3);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 2);
    node.daemon->passes(10);
    EXPECT_EQ(node.pods, 2);
    node.daemon.emplace(node);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 2) << "and the same one after a restart of the daemon";
}

TEST(NamedFile, WhoseLinksLeaveWhatThePodMountsAndComeBackIsToldToo) {
    NodeWithFiles node;
    node.files.put("/etc/oidc/real.pem", "first");
    node.files.put_symlink("/srv/turn.pem", "/etc/oidc/real.pem");
    node.files.put_symlink(read_at_start, "../../srv/turn.pem");
    node.daemon->passes(10);
    const auto* file = node.daemon->resource(std::string{"File/"} + read_at_start);
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(file->reason, "LinkLeavesMounts");
    EXPECT_THAT(file->message, testing::HasSubstr("/srv/turn.pem"));
    EXPECT_EQ(node.pods, 1);
}

TEST(NamedFile, ThatIsADirectoryOrALinkWithoutEndIsToldAndNothingIsPublished) {
    for (const bool is_directory : {true, false}) {
        NodeWithFiles node;
        node.files.erase(read_at_start);
        if (is_directory) node.files.put_directory(read_at_start);
        if (!is_directory) node.files.put_symlink(read_at_start, "ca.pem");
        node.daemon->passes(10);
        const auto* file = node.daemon->resource(std::string{"File/"} + read_at_start);
        ASSERT_NE(file, nullptr);
        EXPECT_EQ(file->reason, "NamedFileUnreadable");
        EXPECT_THAT(file->message,
                    testing::HasSubstr(is_directory ? "is a directory" : "Too many levels of symbolic links"));
        EXPECT_EQ(node.pods, 1);
    }
}

TEST(NamedFile, ThatIsMissingOrUnreadableIsToldAndNothingIsPublished) {
    for (const bool missing : {true, false}) {
        NodeWithFiles node;
        if (missing) node.files.erase(read_at_start);
        if (!missing) node.files.put(read_at_start, "second");
        node.files.fail_reads(read_at_start, missing ? 0 : EIO);
        node.daemon->passes(10);
        const auto* file = node.daemon->resource(std::string{"File/"} + read_at_start);
        ASSERT_NE(file, nullptr);
        EXPECT_EQ(file->reason, missing ? "NamedFileMissing" : "NamedFileUnreadable");
        EXPECT_FALSE(node.daemon->is_converged());
        EXPECT_EQ(node.pods, 1);
        EXPECT_TRUE(node.api_is_up());

        node.files.put(read_at_start, "first");
        node.files.fail_reads(read_at_start, 0);
        ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
        EXPECT_EQ(node.pods, 1) << "the same bytes are the same generation";
    }
}

}  // namespace
}  // namespace planekeeper::scenarios::files_of_others_test
