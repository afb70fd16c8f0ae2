#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"

// A kube-apiserver that is no static pod uses the port of the planned one.

namespace planekeeper::scenarios::other_server_test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* group = "/sys/fs/cgroup/system.slice/kube-apiserver.service/cgroup.procs";

TEST(TakenPort, KeepsTheServerFromBeingPublished) {
    FakeNode node;
    node.other_server = 6443;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    EXPECT_FALSE(daemon.converge(40));

    EXPECT_FALSE(node.files.exists(FakeNode::manifest));
    const auto* server = daemon.resource("APIServer/kube-apiserver");
    ASSERT_NE(server, nullptr);
    EXPECT_EQ(server->state, model::State::failed);
    EXPECT_EQ(server->reason, "PortInUse");
    EXPECT_THAT(server->message, HasSubstr("ss -ltnp 'sport = :6443'"));
    EXPECT_EQ(daemon.condition("Converged").reason, "PortInUse");

    node.other_server.reset();
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
}

/// The name of the unit and the way it starts the program do not matter.
TEST(TakenPort, NamesTheUnitThatHasIt) {
    FakeNode node;
    node.other_server = 6443;
    node.files.put("/sys/fs/cgroup/system.slice/ssh.service/cgroup.procs", "1\n");
    node.files.put("/sys/fs/cgroup/system.slice/system-api.slice/api@1.service/cgroup.procs", "1233\n1234\n");
    node.files.put("/proc/1/cmdline", "sshd"s + '\0');
    node.files.put("/proc/1233/cmdline", "/bin/sh\0/usr/local/bin/start-api\0"s);
    node.files.put("/proc/1234/cmdline", "/usr/local/bin/kube-apiserver\0--secure-port=6443\0"s);
    node.desire(FakeNode::text());
    Daemon daemon{node};
    EXPECT_FALSE(daemon.converge(40));
    EXPECT_THAT(daemon.resource("APIServer/kube-apiserver")->message,
                HasSubstr("systemctl disable --now api@1.service"));
}

TEST(TakenPort, TellsWhichSettingsOfTheUnitWouldBeLost) {
    FakeNode node;
    node.other_server = 6443;
    node.files.put(group, "1234\n1235\n");
    node.files.put("/proc/1234/cmdline",
                   "/usr/local/bin/kube-apiserver\0--service-cluster-ip-range=10.96.0.0/16\0"
                   "--service-account-issuer\0https://old.example\0--secure-port=6443\0"s);
    node.desire(FakeNode::text());
    Daemon daemon{node};
    EXPECT_FALSE(daemon.converge(40));
    const auto& warnings = daemon.snapshot().warnings;
    EXPECT_THAT(warnings,
                Contains(AllOf(HasSubstr("the API server of kube-apiserver.service has --service-cluster-ip-range "
                                         "\"10.96.0.0/16\", planekeeper's would have \"10.32.0.0/24\""),
                               HasSubstr("spec.apiserver.serviceClusterIPRange"))));
    EXPECT_THAT(warnings, Contains(HasSubstr("--service-account-issuer \"https://old.example\"")));
    EXPECT_THAT(warnings, Not(Contains(HasSubstr("--secure-port"))));

    node.other_server.reset();
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    EXPECT_THAT(daemon.snapshot().warnings, Not(Contains(HasSubstr("--service-account-issuer"))));
}

/// On another port the server is not in the way, but it uses the same store.
TEST(AnotherServer, OnAnotherPortIsToldOfSettingsThatDiffer) {
    FakeNode node;
    node.files.put(group, "1234\n");
    node.files.put("/proc/1234/cmdline", "/usr/local/bin/kube-apiserver\0--etcd-prefix=/old\0--secure-port=7443\0"s);
    node.desire(FakeNode::text());
    Daemon daemon{node};
    for (int i = 0; i < 40 && daemon.snapshot().warnings.empty(); ++i) daemon.passes(1);
    EXPECT_THAT(daemon.snapshot().warnings, Contains(HasSubstr("--etcd-prefix \"/old\"")));
}

TEST(TakenPort, KeepsAServerThatRunsOnItsOldOne) {
    ConvergedNode node;
    node.other_server = 7443;
    node.desire(FakeNode::text("  apiserver: {port: 7443}\n"));
    node.daemon->passes(40);

    EXPECT_FALSE(node.files.content(FakeNode::manifest).contains("7443"));
    EXPECT_TRUE(node.api_is_up());
    EXPECT_EQ(node.daemon->resource("APIServer/kube-apiserver")->reason, "PortInUse");
    EXPECT_EQ(node.daemon->condition("APIServerHealthy").status, model::ConditionStatus::yes);
}

/// The port was free at the check, but another server has it when the container starts.
TEST(AnotherServer, ThatAnsweredBeforeTheContainerWasMadeIsNotTakenForIt) {
    FakeNode node;
    node.kubelet_runs = false;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    for (int i = 0; i < 60 && !node.files.exists(FakeNode::manifest); ++i) daemon.passes(1);
    ASSERT_TRUE(node.files.exists(FakeNode::manifest));
    node.other_server = 6443;
    daemon.passes(20);

    node.kubelet_runs = true;
    node.kubelet();
    for (int i = 0; i < 3; ++i) {
        daemon.passes(1);
        EXPECT_EQ(daemon.condition("APIServerHealthy").status, model::ConditionStatus::no) << i;
        EXPECT_EQ(daemon.snapshot().last_good_generation, "") << i;
    }
    node.other_server.reset();
    EXPECT_TRUE(daemon.converge()) << daemon.unready();
}

}  // namespace
}  // namespace planekeeper::scenarios::other_server_test
