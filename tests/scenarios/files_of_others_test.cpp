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
    return FakeNode::text("  apiserver: {flags: {oidc-ca-file: /etc/oidc/ca.pem, oidc-issuer-url: \"https://a.example\","
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

TEST(NamedFile, BelowALinkedDirectoryIsInThePod) {
    FakeNode node;
    node.files.put("/srv/oidc/ca.pem", "first");
    node.files.put_symlink("/etc/oidc", "/srv/oidc");
    node.files.put(reloaded, "first");
    node.desire(with_files());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_THAT(daemon.watcher().directories(), testing::IsSupersetOf({"/etc", "/srv/oidc"}));
}

TEST(NamedFile, WhoseLinkLeavesWhatThePodMountsIsToldAndNothingIsPublished) {
    NodeWithFiles node;
    node.files.put("/srv/certificates/ca.pem", "first");
    node.files.put_symlink(read_at_start, "/srv/certificates/ca.pem");
    node.daemon->passes(10);
    const auto* file = node.daemon->resource(std::string{"File/"} + read_at_start);
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(file->reason, "LinkLeavesMounts");
    EXPECT_THAT(file->message, testing::HasSubstr("/srv/certificates/ca.pem"));
    EXPECT_EQ(node.pods, 1);
    EXPECT_TRUE(node.api_is_up());
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
