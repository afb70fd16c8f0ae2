#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"
#include "ledger/custody.hpp"

// Write access: planekeeper repairs its own directories and reports others.

namespace planekeeper::scenarios::access_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

struct Loosened {
    std::string path;
    edges::FileMetadata metadata;
};

class OwnPlace : public ::testing::TestWithParam<Loosened> {};

TEST_P(OwnPlace, IsGivenItsModeAndOwnerBack) {
    ConvergedNode node;
    const auto& [path, metadata] = GetParam();
    const auto before = node.files.node(path).metadata;
    node.files.put_metadata(path, metadata);

    node.daemon->passes(3);

    EXPECT_EQ(node.files.node(path).metadata, before);
    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    EXPECT_EQ(node.starts, 1);
}

INSTANTIATE_TEST_SUITE_P(Of, OwnPlace,
                         ::testing::Values(Loosened{"/var/lib/planekeeper", {.mode = 0777}},
                                           Loosened{"/var/lib/planekeeper", {.mode = 0500}},
                                           Loosened{"/var/lib/planekeeper/custody", {.mode = 0777}},
                                           Loosened{"/var/lib/planekeeper/custody", {.mode = 0700, .uid = 65534}},
                                           Loosened{"/var/lib/planekeeper/custody/ca", {.mode = 0644}},
                                           Loosened{"/var/lib/planekeeper/custody/ca", {.mode = 0600, .uid = 65534}},
                                           Loosened{"/var/lib/planekeeper/ledger.json", {.mode = 0666}}));

class OthersPlace : public ::testing::TestWithParam<Loosened> {};

TEST_P(OthersPlace, IsToldAndLeftAsItIs) {
    ConvergedNode node;
    const auto& [path, metadata] = GetParam();
    node.files.put_metadata(path, metadata);

    node.daemon->passes(3);

    const auto degraded = node.daemon->condition("Degraded");
    EXPECT_EQ(degraded.status, model::ConditionStatus::yes);
    EXPECT_EQ(degraded.reason, "OthersCanWrite");
    EXPECT_THAT(degraded.message, HasSubstr("chown root:root " + path + "; chmod go-w " + path));
    EXPECT_EQ(node.files.node(path).metadata, metadata);
}

INSTANTIATE_TEST_SUITE_P(Of, OthersPlace,
                         ::testing::Values(Loosened{"/etc/kubelet.d", {.mode = 0777}},
                                           Loosened{"/etc/kubelet.d", {.mode = 0775, .gid = 1000}},
                                           Loosened{"/etc/kubelet.d", {.mode = 01777}},
                                           Loosened{"/var/lib/kubernetes", {.mode = 0755, .uid = 65534}},
                                           Loosened{"/etc/kubernetes/config", {.mode = 0757}},
                                           Loosened{"/etc/kubernetes", {.mode = 0777}},
                                           Loosened{"/etc", {.mode = 0777}}));

class HarmlessPlace : public ::testing::TestWithParam<Loosened> {};

TEST_P(HarmlessPlace, IsNobodysBusiness) {
    ConvergedNode node;
    node.files.put_metadata(GetParam().path, GetParam().metadata);
    node.daemon->passes(3);
    EXPECT_EQ(node.daemon->condition("Degraded").status, model::ConditionStatus::no)
        << node.daemon->condition("Degraded").message;
}

INSTANTIATE_TEST_SUITE_P(Of, HarmlessPlace,
                         ::testing::Values(Loosened{"/etc/kubelet.d", {.mode = 0700}},
                                           Loosened{"/etc/kubelet.d", {.mode = 0775}},
                                           Loosened{"/var/lib", {.mode = 01777}},
                                           Loosened{"/var/log/kube-apiserver", {.mode = 0777}}));

TEST(Custody, ThatIsEmptyIsAnAlarm) {
    ConvergedNode node;
    node.files.put(ledger::Custody::path("ca"), "", {.mode = 0600});

    node.daemon->passes(3);

    EXPECT_EQ(node.daemon->condition("Degraded").status, model::ConditionStatus::yes);
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "CustodyUnreadable");
    EXPECT_THAT(node.daemon->condition("Degraded").message, HasSubstr("custody/ca is damaged"));
}

/// With a watch, every line that the API server logs would wake the daemon.
TEST(AuditLog, IsNotWatched) {
    ConvergedNode node;
    EXPECT_THAT(node.daemon->watcher().directories(), Not(Contains("/var/log/kube-apiserver")));

    node.files.erase("/var/log/kube-apiserver");
    node.daemon->passes(1);
    EXPECT_TRUE(node.files.exists("/var/log/kube-apiserver"));
}

}  // namespace
}  // namespace planekeeper::scenarios::access_test
