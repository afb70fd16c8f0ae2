#include "drivers/links.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_file_system.hpp"

namespace planekeeper::drivers::links_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string file = "/etc/planekeeper/desired-state.yaml";

TEST(Follow, AFileThatIsNoLinkIsWhereItIs) {
    fakes::FakeFileSystem files;
    files.put(file, "x");

    const auto walk = follow(files, file);

    ASSERT_TRUE(walk);
    EXPECT_EQ(walk->path, file);
    EXPECT_FALSE(walk->has_links);
    ASSERT_TRUE(walk->status);
    EXPECT_THAT(walk->directories, ElementsAre("/etc/planekeeper"));
}

TEST(Follow, AVolumesTwoLinks) {
    fakes::FakeFileSystem files;
    files.put("/etc/planekeeper/..2026_11/desired-state.yaml", "x");
    files.put_symlink("/etc/planekeeper/..data", "..2026_11");
    files.put_symlink(file, "..data/desired-state.yaml");

    const auto walk = follow(files, file);

    ASSERT_TRUE(walk);
    EXPECT_EQ(walk->path, "/etc/planekeeper/..2026_11/desired-state.yaml");
    EXPECT_TRUE(walk->has_links);
    EXPECT_THAT(walk->directories, ElementsAre("/etc/planekeeper", "/etc/planekeeper/..2026_11"));
    EXPECT_EQ(read_through(files, file, 10).value(), "x");
}

TEST(Follow, AChainThroughOtherDirectories) {
    fakes::FakeFileSystem files;
    files.put("/srv/git/node/state.yaml", "x");
    files.put_symlink("/nix/store/abc", "../../srv/git/./node/");
    files.put_symlink("/home/stow", "/nix/store/abc/state.yaml");
    files.put_symlink(file, "../../home/stow");

    const auto walk = follow(files, file);

    ASSERT_TRUE(walk);
    EXPECT_EQ(walk->path, "/srv/git/node/state.yaml");
    EXPECT_THAT(walk->directories, ElementsAre("/etc/planekeeper", "/home", "/nix/store", "/srv/git/node"));
}

TEST(Follow, LinksThatLeadNowhereOrRoundAreTold) {
    fakes::FakeFileSystem files;
    files.put_symlink("/a", "/b/c/d");
    files.put_symlink("/round", "round");

    const auto nowhere = follow(files, "/a");
    ASSERT_TRUE(nowhere);
    EXPECT_FALSE(nowhere->status);
    EXPECT_EQ(nowhere->path, "/b/c/d");
    EXPECT_EQ(follow(files, "/round").error().kind(), ErrorKind::conflict);
    EXPECT_EQ(follow(files, "relative").error().kind(), ErrorKind::invalid);
}

TEST(Reach, GoesAsAContainerGoes) {
    fakes::FakeFileSystem files;
    files.put("/srv/one/ca.pem", "x");
    files.put("/srv/one/real/ca.pem", "x");
    files.put_symlink("/etc/oidc", "/srv/one");  // the runtime resolves it for the mount
    files.put_symlink("/srv/one/within", "real/ca.pem");
    files.put_symlink("/srv/one/by-the-container", "/etc/oidc/real/ca.pem");
    files.put_symlink("/srv/one/by-the-node", "/srv/one/real/ca.pem");
    files.put_symlink("/srv/one/above", "../one/ca.pem");  // exists on the node, not in the container
    files.put_symlink("/srv/one/into-another", "/var/log/audit/x");
    files.put("/var/log/kube-apiserver/audit/x", "x");
    const std::vector<MountedDirectory> mounts{{"/etc/oidc", "/etc/oidc"}, {"/var/log/kube-apiserver", "/var/log"}};
    const auto way = [&](const std::string& name) {
        const auto reached = reach(files, mounts, "/etc/oidc/" + name);
        return reached ? reached->walk.path + "|" + reached->leaves : reached.error().text();
    };
    EXPECT_EQ(way("ca.pem"), "/srv/one/ca.pem|");
    EXPECT_EQ(way("within"), "/srv/one/real/ca.pem|");
    EXPECT_EQ(way("by-the-container"), "/srv/one/real/ca.pem|");
    EXPECT_EQ(way("by-the-node"), "|/srv/one/real/ca.pem");
    EXPECT_EQ(way("above"), "|/etc/one/ca.pem");
    EXPECT_EQ(way("into-another"), "/var/log/kube-apiserver/audit/x|");
    EXPECT_EQ(way("missing"), "/srv/one/missing|");
}

std::string changers(const fakes::FakeFileSystem& files, const std::string& path) {
    return who_may_change(*follow(files, path));
}

TEST(WhoMayChange, NobodyWhereAllIsRoots) {
    fakes::FakeFileSystem files;
    files.put(file, "x", {.mode = 0664});
    files.put_metadata("/etc/planekeeper", {.mode = 0775});
    EXPECT_THAT(changers(files, file), IsEmpty()) << "the group is root's";
    files.put_metadata("/etc", {.mode = 01777});
    EXPECT_THAT(changers(files, file), IsEmpty()) << "sticky";
}

TEST(WhoMayChange, OwnersGroupsAndEverybodyOnTheWholeWay) {
    fakes::FakeFileSystem files;
    files.put("/srv/git/state.yaml", "x");
    files.put_symlink("/opt/link", "/srv/git/state.yaml");
    files.put_symlink(file, "/opt/link");
    const std::vector<std::pair<std::string, edges::FileMetadata>> cases{
        {"/srv/git/state.yaml", {.mode = 0646}},
        {"/srv/git/state.yaml", {.mode = 0664, .gid = 100}},
        {"/srv/git/state.yaml", {.mode = 0600, .uid = 1000}},
        {"/srv/git", {.mode = 0777}},
        {"/srv/git", {.mode = 0775, .gid = 100}},
        {"/srv", {.mode = 0755, .uid = 1000}},
        {"/opt/link", {.mode = 0777, .uid = 1000}},
        {"/opt", {.mode = 0757}},
        {"/etc/planekeeper", {.mode = 01777, .uid = 1000}},
    };
    for (const auto& [path, metadata] : cases) {
        const auto before = files.node(path).metadata;
        files.put_metadata(path, metadata);
        EXPECT_THAT(changers(files, file), HasSubstr(path)) << path << " " << metadata.mode;
        files.put_metadata(path, before);
        EXPECT_THAT(changers(files, file), IsEmpty());
    }
}

}  // namespace
}  // namespace planekeeper::drivers::links_test
