#include <gmock/gmock.h>

#include "failures/known_failures.hpp"

namespace planekeeper::kubernetes::test::scheduler_rules_test {
namespace {

struct Said {
    const char* line;
    const char* id;
    bool deterministic;
};

class SchedulerRules : public ::testing::TestWithParam<Said> {};

/// Log lines of v1.20.1 and v1.37.2.
TEST_P(SchedulerRules, RecogniseWhatTheProgramSays) {
    const auto& said = GetParam();
    const auto failure = recognise({"I1128 flags", said.line}, {1, 30, 0}, LogSource::kube_scheduler);
    ASSERT_TRUE(failure) << said.line;
    EXPECT_EQ(failure->id, said.id);
    EXPECT_EQ(failure->deterministic, said.deterministic);
    EXPECT_THAT(failure->explanation, ::testing::Not(::testing::HasSubstr("apiserver")));
}

INSTANTIATE_TEST_SUITE_P(
    Of, SchedulerRules,
    ::testing::Values(
        Said{"Error: unknown flag: --port", "UnknownFlag", true},
        Said{R"(Error: invalid argument "abc" for "--kube-api-qps" flag: strconv.ParseFloat: parsing "abc")",
             "InvalidFlagValue", true},
        Said{R"(Error: invalid argument "G=true" for "--feature-gates" flag: unrecognized feature gate: G)",
             "UnknownFeatureGate", true},
        Said{
            R"(E1128 run.go:72] "command failed" err="leaderElection.leaseDuration: Invalid value: \"1s\": LeaseDuration must be greater than RenewDeadline")",
            "InvalidConfiguration", true},
        Said{R"(E1128 run.go:72] "command failed" err="unrecognized feature gate: G")", "UnknownFeatureGate", true},
        Said{"failed to create listener: failed to listen on 127.0.0.1:10259: listen tcp 127.0.0.1:10259: bind: "
             "address already in use",
             "PortInUse", false},
        Said{"failed to create listener: failed to listen on 10.9.9.9:10259: listen tcp 10.9.9.9:10259: bind: "
             "cannot assign requested address",
             "AddressMissing", true},
        Said{"stat /etc/kubernetes/scheduler/kubeconfig: no such file or directory", "FileMissing", false},
        Said{R"(E1128 server.go:242] "Leaderelection lost")", "LeadershipLost", false}));

}  // namespace
}  // namespace planekeeper::kubernetes::test::scheduler_rules_test
