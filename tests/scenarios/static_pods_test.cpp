#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"

namespace planekeeper::scenarios::static_pods_test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* pod = "StaticPod//etc/kubelet.d/proxy.yaml";

std::string with_proxy() {
    return FakeNode::text(
        "  manifests:\n"
        "    - fileName: proxy.yaml\n"
        "      content: |\n"
        "        apiVersion: v1\n"
        "        kind: Pod\n"
        "        metadata: {name: proxy, namespace: kube-system}\n"
        "        spec:\n"
        "          hostNetwork: true\n"
        "          containers:\n"
        "            - {name: haproxy, image: \"example.com/haproxy:1\"}\n");
}

/// A pod of the user's own; the API server does not wait for it.
TEST(StaticPod, IsReadyOnceItsContainerRuns) {
    FakeNode node;
    node.desire(with_proxy());
    Daemon daemon{node};
    EXPECT_FALSE(daemon.converge(60));
    EXPECT_TRUE(node.files.exists("/etc/kubelet.d/proxy.yaml"));
    EXPECT_EQ(daemon.condition("APIServerHealthy").status, model::ConditionStatus::yes);
    ASSERT_NE(daemon.resource(pod), nullptr);
    EXPECT_EQ(daemon.resource(pod)->reason, "WaitsForKubelet");
    EXPECT_THAT(daemon.resource(pod)->message, HasSubstr("kube-system/proxy these containers do not run: haproxy"));

    node.other_pods["proxy"] = "haproxy";
    ASSERT_TRUE(daemon.converge(15)) << daemon.unready();
    EXPECT_EQ(daemon.resource(pod)->state, model::State::ready);
}

TEST(StaticPod, ThatRunsIsNotLookedAt) {
    FakeNode node;
    node.other_pods["proxy"] = "haproxy";
    node.desire(with_proxy());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(3);
    node.processes.forget_calls();
    daemon.passes(60, 5s);
    EXPECT_LE(node.processes.calls().size(), 8U);
}

TEST(StaticPod, ThatEndsIsNoticedByItsLog) {
    FakeNode node;
    node.other_pods["proxy"] = "haproxy";
    node.files.put_symlink("/var/log/containers/proxy-k8s-master_kube-system_haproxy-1.log", "/var/log/pods/1");
    node.desire(with_proxy());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    node.other_pods.clear();
    node.files.erase("/var/log/containers/proxy-k8s-master_kube-system_haproxy-1.log");
    daemon.passes(3);
    EXPECT_EQ(daemon.resource(pod)->reason, "WaitsForKubelet");
}

}  // namespace
}  // namespace planekeeper::scenarios::static_pods_test
