#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"

// File systems under the node's directories.

namespace planekeeper::scenarios::storage_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const std::string ca_key = "/var/lib/kubernetes/ca-key.pem";

TEST(VolatileStorage, IsToldBeforeTheFirstKeyIsMadeAndItsCureIsNoticed) {
    FakeNode node;
    node.files.mount("/var/lib", {.kind = "tmpfs", .forgets = true});
    node.desire(FakeNode::text());
    Daemon daemon{node};

    daemon.passes(10);

    EXPECT_EQ(daemon.condition("Converged").reason, "VolatileStorage");
    EXPECT_FALSE(node.files.exists(ca_key));
    EXPECT_FALSE(node.files.exists("/var/lib/planekeeper/custody/ca"));

    node.files.mount("/var/lib/planekeeper", {.kind = "disk"});
    EXPECT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_TRUE(node.files.exists(ca_key));
}

TEST(VolatileStorage, ThatAPersonMeansSoIsUsed) {
    FakeNode node;
    node.files.mount("/var/lib/planekeeper", {.kind = "tmpfs", .forgets = true});
    node.desire(FakeNode::text("  pki: {allowVolatileStorage: true}\n"));
    Daemon daemon{node};

    EXPECT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_THAT(daemon.snapshot().warnings, Contains(HasSubstr("meant so")));
}

TEST(NetworkStorage, IsToldToNoticeChangesOfOthersLate) {
    FakeNode node;
    node.files.mount("/etc", {.kind = "nfs", .network = true});
    node.desire(FakeNode::text());
    Daemon daemon{node};

    ASSERT_TRUE(daemon.converge()) << daemon.unready();

    EXPECT_THAT(daemon.snapshot().warnings, Contains(HasSubstr("/etc/kubelet.d (nfs)")));
    EXPECT_THAT(daemon.snapshot().warnings, Contains(HasSubstr("/etc/planekeeper (nfs)")));
}

}  // namespace
}  // namespace planekeeper::scenarios::storage_test
