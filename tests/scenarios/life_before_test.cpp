#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"
#include "ledger/custody.hpp"
#include "ledger/ledger_store.hpp"

// What planekeeper does not make on a node with an earlier life, and what it makes on a new node.

namespace planekeeper::scenarios::life_before_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string ca_key = "/var/lib/kubernetes/ca-key.pem";
const std::string etcd_data = "/var/lib/etcd/member/snap/db";

struct Sign {
    const char* said;
    std::function<void(FakeNode&)> plant;
};

edges::HttpResponse with_objects() {
    return {200, R"({"header":{},"kvs":[{"key":"L3JlZ2lzdHJ5L2E="}],"count":"120"})"};
}

TEST(LifeBefore, KeepsKeysFromBeingMadeUntilSomebodySaysSo) {
    const Sign signs[] = {
        {"data of etcd", [](FakeNode& node) { node.files.put(etcd_data, std::string(300'000, 'x')); }},
        {"data of etcd",
         [](FakeNode& node) { node.files.put("/var/lib/etcd/default/member/snap/db", std::string(300'000, 'x')); }},
        {"a kubelet's kubeconfig",
         [](FakeNode& node) { node.files.put("/etc/kubernetes/kubelet.conf", "kind: Config\n"); }},
        {"a kubelet's client certificate",
         [](FakeNode& node) { node.files.put_symlink("/var/lib/kubelet/pki/kubelet-client-current.pem", "/x"); }},
        {"holds objects of Kubernetes", [](FakeNode& node) { node.etcd = with_objects; }},
        {"with TLS of another authority",
         [](FakeNode& node) {
             node.etcd = [] { return fail(ErrorKind::permission, "server certificate not accepted"); };
         }},
        {"a container of kube-apiserver", [](FakeNode& node) { node.has_lost_pod = true; }},
    };
    for (const auto& sign : signs) {
        FakeNode node;
        node.desire(FakeNode::text());
        sign.plant(node);
        Daemon daemon{node};

        daemon.passes(30);

        EXPECT_FALSE(node.files.exists(ca_key)) << sign.said;
        EXPECT_FALSE(node.files.exists(ledger::Custody::path("ca"))) << sign.said;
        ASSERT_EQ(daemon.resource("KeyMaterial/ca")->reason, "KeyLost") << sign.said;
        EXPECT_THAT(daemon.resource("KeyMaterial/ca")->message, HasSubstr(sign.said));
        EXPECT_THAT(daemon.resource("KeyMaterial/ca")->message, HasSubstr("init --new-cluster"));
        EXPECT_EQ(node.pods, 0);

        daemon.reconciler().begin_new_cluster();
        node.has_lost_pod = false;
        EXPECT_TRUE(daemon.converge()) << sign.said << daemon.unready();
        EXPECT_TRUE(ledger::LedgerStore{node.files}.load()->new_cluster);
    }
}

TEST(LifeBefore, ThatIsTakenAwayIsMindedNoMore) {
    FakeNode node;
    node.desire(FakeNode::text());
    node.files.put(etcd_data, std::string(300'000, 'x'));
    Daemon daemon{node};
    daemon.passes(10);
    ASSERT_EQ(daemon.resource("KeyMaterial/ca")->reason, "KeyLost");
    node.files.erase("/var/lib/etcd");

    EXPECT_TRUE(daemon.converge()) << daemon.unready();
}

TEST(LifeBefore, IsNotAnEtcdThatNobodyHasWrittenTo) {
    FakeNode node;
    node.desire(FakeNode::text());
    node.files.put(etcd_data, std::string(20'480, 'x'));
    node.etcd = [] { return edges::HttpResponse{200, R"({"header":{"revision":"1"}})"}; };
    Daemon daemon{node};

    EXPECT_TRUE(daemon.converge()) << daemon.unready();
}

/// The authority is here, so a kubelet certificate that it signed is no sign of an earlier life.
TEST(LifeBefore, IsNotAKubeletOfTheAuthorityThatIsHere) {
    ConvergedNode of_before;
    FakeNode node;
    node.desire(FakeNode::text());
    for (const char* name : {"ca.pem", "ca-key.pem"}) {
        const auto path = std::string{"/var/lib/kubernetes/"} + name;
        node.files.put(path, of_before.files.content(path), {.mode = 0600});
    }
    node.files.put("/var/lib/kubelet/kubeconfig", "kind: Config\n");
    Daemon daemon{node};

    EXPECT_TRUE(daemon.converge()) << daemon.unready();
}

TEST(BlankNode, IsAskedNothingAndLosesNoPass) {
    const auto passes_to_converge = [](bool said_so) {
        FakeNode node;
        node.desire(FakeNode::text());
        Daemon daemon{node};
        if (said_so) daemon.reconciler().begin_new_cluster();
        EXPECT_TRUE(daemon.converge()) << daemon.unready();
        return daemon.snapshot().counters.passes;
    };
    EXPECT_EQ(passes_to_converge(false), passes_to_converge(true));
}

}  // namespace
}  // namespace planekeeper::scenarios::life_before_test
