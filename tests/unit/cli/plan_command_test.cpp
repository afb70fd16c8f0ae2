#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "status/reply_json.hpp"
#include "unit/cli/fake_daemon.hpp"
#include "unit/cli/sample_states.hpp"

namespace planekeeper::cli::plan_command_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(PlanCommand, NothingToDoIsExitCodeZero) {
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 200, plan_reply({}));

    EXPECT_EQ(cli({"plan"}), 0);
    EXPECT_EQ(cli.out.str(), "No changes. The node is as the file says.\n");
    EXPECT_THAT(cli.planned, IsEmpty());
}

TEST(PlanCommand, WithoutChangesTheNodeIsAsTheFileSaysOnlyWhenThatIsKnown) {
    using enum model::ConditionStatus;
    for (const auto& condition : {model::Condition{"Converged", no, "Starting", "APIServer/x: booting", {}},
                                  model::Condition{"Converged", unknown, "Refused", "no", {}}, model::Condition{}}) {
        SCOPED_TRACE(condition.reason);
        CliRun cli;
        cli.daemon.answer("GET /v1/plan", 200, plan_reply({}, condition));
        cli.in.str(small_desired_state);
        cli.local_plan = model::PlanView{{}, condition};

        EXPECT_EQ(cli({"plan"}), 2);
        EXPECT_EQ(cli({"plan", "-f", "-"}), 2);
        EXPECT_THAT(cli.out.str(), AllOf(HasSubstr(condition.reason), HasSubstr(condition.message)));
        EXPECT_THAT(cli.out.str(), Not(HasSubstr("node is as the file says")));
    }
}

TEST(PlanCommand, WhatIsRefusedIsShownWithItsReasonAndExitCodeTwo) {
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 200,
                      plan_reply({{.resource = {model::ResourceKind::file, "/etc/a"},
                                   .verb = model::Verb::refuse,
                                   .summary = "CannotBeKept: /etc/a is a directory"}}));

    EXPECT_EQ(cli({"plan"}), 2);
    EXPECT_THAT(cli.out.str(), HasSubstr("! refuse File//etc/a: CannotBeKept: /etc/a is a directory\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("0 changes, 1 refused"));
}

TEST(PlanCommand, ARestartBehindARefusalIsNotPromised) {
    CliRun cli;
    auto changes = two_changes();
    changes[1].waits_for = "after File//etc/a";
    changes.push_back(
        {.resource = {model::ResourceKind::file, "/etc/a"}, .verb = model::Verb::refuse, .summary = "no"});
    cli.daemon.answer("GET /v1/plan", 200, plan_reply(changes));

    EXPECT_EQ(cli({"plan"}), 2);
    EXPECT_THAT(cli.out.str(), HasSubstr("restarted once: the image changes; not before File//etc/a is put right.\n"));
}

TEST(PlanCommand, AFileOfCommentsOnlyDeclaresNothing) {
    CliRun cli;
    const model::Condition unknown{"Converged", model::ConditionStatus::unknown, "NothingDesired", "", {}};
    cli.daemon.answer("GET /v1/plan", 200, plan_reply({}, unknown));

    EXPECT_EQ(cli({"plan"}), 0);
    EXPECT_EQ(cli.out.str(), "/etc/planekeeper/desired-state.yaml declares nothing yet: nothing to do.\n");
}

TEST(PlanCommand, ChangesAreExitCodeTwoWithDiffRestartAndSummary) {
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 200, plan_reply(two_changes()));

    EXPECT_EQ(cli({"plan"}), 2);
    EXPECT_EQ(cli.out.str(), R"(~ update File//etc/kubernetes/audit.yaml: content differs
    restarts kube-apiserver: no
    --- /etc/kubernetes/audit.yaml
    +++ /etc/kubernetes/audit.yaml
    @@ -1,2 +1,2 @@
    -level: None
    +level: Metadata
     kind: Policy

+ create StaticPod//etc/kubelet.d/kube-api-server.yaml: publish the manifest
    known after Image/apiserver
    restarts kube-apiserver: yes, the image changes

Plan: 2 changes, 1 of them after others; kube-apiserver is restarted once: the image changes.
)");
}

TEST(PlanCommand, TheStagesOfASequenceStandBehindTheChanges) {
    status::PlanReport report;
    report.changes = {{.resource = {model::ResourceKind::file, "/a"}, .verb = model::Verb::update}};
    report.sequences = {{.name = "Border", .stages = {{"A", "do this", ""}, {"B", "then that", ""}}, .current = 0}};
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 200, status::plan_json(report));
    EXPECT_EQ(cli({"plan"}), 2);
    EXPECT_THAT(cli.out.str(), HasSubstr("Stages of Border\n    1. now: do this\n    2. then: then that\n"));
}

TEST(PlanCommand, ANewFileIsDiffedAgainstNothing) {
    CliRun cli;
    auto changes = two_changes();
    changes.resize(1);
    changes[0].verb = model::Verb::create;
    changes[0].before.reset();
    cli.daemon.answer("GET /v1/plan", 200, plan_reply(changes));

    EXPECT_EQ(cli({"plan"}), 2);
    EXPECT_THAT(cli.out.str(),
                HasSubstr("    --- /dev/null\n    +++ /etc/kubernetes/audit.yaml\n    @@ -0,0 +1,2 @@\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("Plan: 1 change; kube-apiserver is not restarted.\n"));
}

TEST(PlanCommand, AnInvalidFileOfTheDaemonIsAnError) {
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 200, status::plan_json({.desired_state_file = "/d", .problems = {"/d:1:1: no"}}));

    EXPECT_EQ(cli({"plan"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("/d:1:1: no\n"));
}

TEST(PlanCommand, BeforeTheFileIsReadThereIsNoPlanToShow) {
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 200, status::plan_json({.desired_state_file = "/d", .complete = false}));

    EXPECT_EQ(cli({"plan"}), 1);
}

TEST(PlanCommand, ARefusalIsNoReasonToPlanHere) {
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 403, status::error_json("Forbidden", "only root may"));

    EXPECT_EQ(cli({"plan"}), 1);
    EXPECT_THAT(cli.planned, IsEmpty());
}

TEST(PlanCommand, WithoutTheDaemonItPlansHere) {
    CliRun cli;
    cli.in.str(small_desired_state);
    cli.local_plan = model::PlanView{two_changes(), {}};

    EXPECT_EQ(cli({"plan", "-f", "-", "--root", "/mnt"}), 2);
    ASSERT_THAT(cli.planned, SizeIs(1));
    EXPECT_EQ(cli.planned[0].root, "/mnt");
    EXPECT_EQ(cli.planned[0].desired.node_name, "k8s-master");
}

TEST(PlanCommand, AFailedLookAtTheNodeIsExitCodeOne) {
    CliRun cli;
    cli.in.str(small_desired_state);
    cli.local_plan = fail(ErrorKind::permission, "reading /var/lib/kubernetes: Permission denied");

    EXPECT_EQ(cli({"plan", "-f", "-"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("Permission denied"));
}

TEST(PlanCommand, AFileThatCannotBeReadIsExitCodeOne) {
    CliRun cli;
    EXPECT_EQ(cli({"plan", "-f", "/nowhere/x.yaml"}), 1);
    EXPECT_THAT(cli.planned, IsEmpty());
}

TEST(PlanCommand, AnotherFileThanTheDaemonsIsPlannedHere) {
    CliRun cli;
    cli.daemon.answer("GET /v1/plan", 200, plan_reply({}));

    EXPECT_EQ(cli({"plan", "-f", "/nowhere/x.yaml"}), 1);
    EXPECT_EQ(cli({"plan", "-f", "/etc/planekeeper/desired-state.yaml"}), 0);
}

}  // namespace
}  // namespace planekeeper::cli::plan_command_test
