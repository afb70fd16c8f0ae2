#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"

namespace planekeeper::scenarios::kubeconfig_test {
namespace {

using ::testing::HasSubstr;

const std::string file = "/etc/planekeeper/admin.kubeconfig";

TEST(AdminKubeconfig, IsThereWithoutBeingAskedFor) {
    ConvergedNode node;

    ASSERT_TRUE(node.files.exists(file));
    EXPECT_EQ(node.files.node(file).metadata.mode, 0600U);
    EXPECT_THAT(node.files.content(file), HasSubstr("server: https://192.168.10.50:6443"));
}

TEST(AdminKubeconfig, CanBeSwitchedOff) {
    FakeNode node;
    node.desire(FakeNode::text("  adminKubeconfig: {enabled: false}\n"));
    Daemon daemon{node};

    ASSERT_TRUE(daemon.converge()) << daemon.unready();

    EXPECT_FALSE(node.files.exists(file));
}

TEST(AdminKubeconfig, FollowsItsServer) {
    ConvergedNode node;
    node.desire(FakeNode::text("  adminKubeconfig: {server: \"https://api.example.org:6443\"}\n"));

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    EXPECT_THAT(node.files.content(file), HasSubstr("server: https://api.example.org:6443"));
    EXPECT_EQ(node.pods, 1) << "nothing is restarted for it";
}

TEST(AdminKubeconfig, OfAnotherClusterIsNeitherTakenOverNorOverwritten) {
    FakeNode other;
    other.desire(FakeNode::text());
    ASSERT_TRUE(Daemon{other}.converge());
    FakeNode node;
    node.desire(FakeNode::text());
    node.files.put(file, other.files.content(file), {.mode = 0600});
    Daemon daemon{node};

    daemon.passes(60);

    EXPECT_EQ(node.files.content(file), other.files.content(file));
    ASSERT_NE(daemon.resource("KeyMaterial/admin-kubeconfig"), nullptr);
    EXPECT_EQ(daemon.resource("KeyMaterial/admin-kubeconfig")->reason, "AdoptionRefused");
    EXPECT_THAT(daemon.resource("KeyMaterial/admin-kubeconfig")->message, HasSubstr("another cluster's"));
    EXPECT_TRUE(node.api_is_up()) << "it is no part of the API server";
}

}  // namespace
}  // namespace planekeeper::scenarios::kubeconfig_test
