#include "components/rehearsal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "components/program.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::rehearsal_test {
namespace {

using model::RehearsalOutcome;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Log lines of v1.20.1.
const std::string etcd_line =
    "W1124 14:05:06.259427 1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to "
    "{unix:///run/planekeeper-rehearsal/etcd.sock  <nil> 0 <nil>}. Err :connection error";
const std::string flag_line =
    "I1124 14:05:05.132202 1 flags.go:59] FLAG: --etcd-servers=\"[unix:///run/planekeeper-rehearsal/etcd.sock]\"";

TEST(Rehearsal, HasTheGenerationsFlagsButForEtcdAndItsAddress) {
    auto desired = minimal_state_of({1, 24, 17});
    desired.apiserver.bind_address = "192.168.10.50";
    desired.component(model::ComponentId::api_server).extra_flags = {"--etcd-servers=https://192.168.10.51:2379",
                                                                     "--profiling=false"};

    const auto run = rehearsal(model::ComponentId::api_server, desired, {});

    EXPECT_THAT(run.flags, Contains("--etcd-servers=unix:///run/planekeeper-rehearsal/etcd.sock"));
    EXPECT_THAT(run.flags, Contains("--bind-address=0.0.0.0"));
    EXPECT_THAT(run.flags, Contains("--profiling=false"));
    EXPECT_THAT(run.flags, Not(Contains(HasSubstr("2379"))));
    EXPECT_THAT(run.flags, Not(Contains("--bind-address=192.168.10.50")));
}

TEST(Rehearsal, WritesNothingOnTheNode) {
    const auto run = rehearsal(model::ComponentId::api_server, minimal_state_of({1, 24, 17}), {});
    for (const auto& mount : run.mounts) EXPECT_TRUE(mount.read_only) << mount.host_path;
    EXPECT_THAT(run.empty_directories, ElementsAre("/var/log"));
    EXPECT_EQ(run.memory_bytes, 1024ULL * 1024 * 1024) << "the limit of the pod";
}

TEST(Rehearsal, ThatAskedForEtcdHasPassed) {
    EXPECT_TRUE(asks_for_etcd(etcd_line));
    EXPECT_FALSE(asks_for_etcd(flag_line)) << "that is its own command line";
    EXPECT_EQ(judge_rehearsal(model::ComponentId::api_server, 1,
                              {flag_line, etcd_line, "Error: timed out waiting for the condition"}, {1, 20, 1})
                  .outcome,
              RehearsalOutcome::passed);
}

TEST(Rehearsal, ThatFindsSomethingWrongIsRefusedEvenIfItAskedForEtcd) {
    const auto seen =
        judge_rehearsal(model::ComponentId::api_server, 1, {etcd_line, "Error: unknown flag: --nope"}, {1, 24, 17});
    EXPECT_EQ(seen.outcome, RehearsalOutcome::refused);
    EXPECT_EQ(seen.reason, "UnknownFlag");
    EXPECT_THAT(seen.message, HasSubstr("--nope"));
}

TEST(Rehearsal, ThatNobodyCanExplainIsUndecided) {
    const auto seen = judge_rehearsal(model::ComponentId::api_server, 137, {"something new"}, {1, 24, 17});
    EXPECT_EQ(seen.outcome, RehearsalOutcome::undecided);
    EXPECT_THAT(seen.message, HasSubstr("something new"));
}

TEST(Rehearsal, OfWhatCannotBeExecutedIsRefused) {
    // Log lines of runc under ctr 1.6.20, of runc itself and of buildah 1.28.2.
    for (const char* line :
         {"ctr: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container "
          "process: "
          "exec: \"/usr/bin/kube-apiserver\": stat /usr/bin/kube-apiserver: no such file or directory: unknown",
          "exec /usr/bin/kube-apiserver: exec format error",
          "process failed to start with error: fork/exec /usr/bin/kube-apiserver: permission deniedprocess exited with "
          "error"}) {
        EXPECT_EQ(judge_rehearsal(model::ComponentId::api_server, 1, {line}, {1, 24, 17}).outcome,
                  RehearsalOutcome::refused)
            << line;
        EXPECT_EQ(judge_rehearsal(model::ComponentId::api_server, 1, {line}, {1, 24, 17}).reason, "CannotBeExecuted");
    }
}

TEST(Program, SaysItsVersionAndFlags) {
    EXPECT_EQ(program_version("Kubernetes v1.20.1\n"), "v1.20.1");
    EXPECT_EQ(program_version("no such thing\n"), "");
    EXPECT_THAT(program_flags("Usage:\n  kube-apiserver [flags]\n\nGeneric flags:\n\n"
                              "      --advertise-address ip    The address of --this-server.\n"
                              "  -v, --v Level                 number for the log level\n"
                              "      --profiling               Enable (default true)\n"),
                ElementsAre("advertise-address", "profiling", "v"));
}

TEST(Program, OfAnotherVersionIsAProblem) {
    const auto desired = minimal_state_of({1, 24, 17});
    EXPECT_EQ(program_problem(model::ComponentId::api_server, desired, {}, "v1.24.16", {})->reason, "WrongVersion");
    EXPECT_EQ(program_problem(model::ComponentId::api_server, desired, {}, "v1.24.17", {}), std::nullopt);
    EXPECT_EQ(program_problem(model::ComponentId::api_server, desired, {}, "v0.0.0-master+$Format:%H$", {}),
              std::nullopt)
        << "built by hand";
    EXPECT_EQ(program_problem(model::ComponentId::api_server, desired, {}, "", {}), std::nullopt);
}

TEST(Program, WithoutAFlagThatIsWrittenIsAProblem) {
    auto desired = minimal_state_of({1, 20, 1});
    std::set<std::string> flags;
    for (const auto& flag : kubernetes::flags_of(model::ComponentId::api_server, desired, {})) {
        const auto name = flag.substr(2, flag.find('=') - 2);
        // --help hides this deprecated flag.
        if (name != "kubelet-https") flags.insert(name);
    }
    EXPECT_EQ(program_problem(model::ComponentId::api_server, desired, {}, "v1.20.1", flags), std::nullopt);
    flags.erase("advertise-address");
    EXPECT_THAT(program_problem(model::ComponentId::api_server, desired, {}, "v1.20.1", flags)->message,
                HasSubstr("--advertise-address"));
}

}  // namespace
}  // namespace planekeeper::kubernetes::test::rehearsal_test
