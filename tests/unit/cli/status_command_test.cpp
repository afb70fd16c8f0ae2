#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "status/reply_json.hpp"
#include "unit/cli/fake_daemon.hpp"
#include "unit/cli/sample_states.hpp"

namespace planekeeper::cli::status_command_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string status_reply(const model::Snapshot& snapshot) { return status::to_json(snapshot) + "\n"; }

TEST(StatusCommand, ShowsHeadConditionsResourcesAndWhatNeedsWords) {
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));

    EXPECT_EQ(cli({"status"}), 0);
    EXPECT_EQ(cli.out.str(), R"(Node:           k8s-master (Kubernetes v1.20.1)
Desired state:  /etc/planekeeper/desired-state.yaml (0123456789ab)
Generation:     aaaaaaaaaaaa (last good: bbbbbbbbbbbb)
Observed:       3s ago

CONDITION           STATUS   REASON        AGE    MESSAGE
DesiredStateValid   True     Valid         1h1m
Converged           False    Progressing   1m     1 of 2 resources is ready

KIND          NAME        STATE         REASON     AGE
KeyMaterial   ca          Ready         Present    2m5s
Image         apiserver   Progressing   Building   12s

In progress
  Image/apiserver: downloading, 41 of 110 MB, for 10s

Not ready
  Image/apiserver: the image is being built
)");
    EXPECT_EQ(cli.err.str(), "");
}

TEST(StatusCommand, WideAddsGenerationAndMessage) {
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));

    EXPECT_EQ(cli({"status", "-o", "wide"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("AGE    GENERATION     MESSAGE\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("12s    aaaaaaaaaaaa   the image is being built\n"));
}

TEST(StatusCommand, TheStagesOfASequenceAreAList) {
    auto snapshot = starting_snapshot();
    snapshot.sequences = {{.name = "Border", .stages = {{"A", "do this", ""}, {"B", "then that", ""}}, .current = 1}};
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, status::to_json(snapshot));
    EXPECT_EQ(cli({"status"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("\nStages of Border\n  1. done: do this\n  2. now: then that\n"));
}

TEST(StatusCommand, ProblemsWarningsAndTheLogAreShown) {
    auto snapshot = converged_snapshot();
    snapshot.problems = {"/etc/planekeeper/desired-state.yaml:3:1: spec.adress: unknown field"};
    snapshot.warnings = {"memory is near its limit"};
    snapshot.api_server_log = {"\x1b[31mred"};
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, status_reply(snapshot));

    EXPECT_EQ(cli({"status"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("\n  /etc/planekeeper/desired-state.yaml:3:1: spec.adress: unknown field\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("\nWarnings\n  memory is near its limit\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("\nLast lines of kube-apiserver\n  ?[31mred\n"));
}

TEST(StatusCommand, JsonIsTheRecordOfTheDaemonAsItCame) {
    CliRun cli;
    const std::string body = R"({"apiVersion":"planekeeper/v1alpha1","kind":"Status","newer":true})";
    cli.daemon.answer("GET /v1/status", 200, body);

    EXPECT_EQ(cli({"status", "-o", "json"}), 0);
    EXPECT_EQ(cli.out.str(), body + "\n");
}

TEST(StatusCommand, YamlHasTheSameFields) {
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));

    EXPECT_EQ(cli({"status", "-o", "yaml"}), 0);
    EXPECT_THAT(cli.out.str(), StartsWith("apiVersion: planekeeper/v1alpha1\nkind: Status\n"));
}

TEST(StatusCommand, ColoursOnlyOnATerminalAndWithoutNoColor) {
    for (const auto& [terminal, no_color, coloured] :
         {std::tuple{true, false, true}, std::tuple{true, true, false}, std::tuple{false, false, false}}) {
        CliRun cli;
        cli.environment.out_is_terminal = terminal;
        cli.environment.no_color = no_color;
        cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));
        EXPECT_EQ(cli({"status"}), 0);
        EXPECT_EQ(cli.out.str().find("\x1b[32mReady\x1b[0m") != std::string::npos, coloured);
    }
}

TEST(StatusCommand, AnUnreachableDaemonIsExitCodeThreeWithAdvice) {
    CliRun cli;

    EXPECT_EQ(cli({"status", "--socket", "/x.sock"}), 3);
    EXPECT_EQ(cli.socket, "/x.sock");
    EXPECT_EQ(cli.out.str(), "");
    EXPECT_THAT(cli.err.str(), HasSubstr("cannot reach the daemon: connect: No such file or directory"));
    EXPECT_THAT(cli.err.str(), HasSubstr("systemctl status planekeeper"));
}

TEST(StatusCommand, ARefusalIsToldInTheDaemonsWords) {
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 403, status::error_json("Forbidden", "only root may"));

    EXPECT_EQ(cli({"status"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("the daemon says: only root may"));
}

TEST(StatusCommand, AnAnswerThatIsNoStatusIsAnError) {
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, "<html>");

    EXPECT_EQ(cli({"status"}), 1);
}

TEST(StatusWatch, OffATerminalOnlyChangesArePrinted) {
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));
    cli.daemon.answer("GET /v1/status", 200, status_reply(converged_snapshot()));

    EXPECT_EQ(cli({"status", "--until", "Converged"}), 0);
    EXPECT_EQ(cli.out.str(), R"(2026-11-24T06:01:00Z KeyMaterial/ca: Ready (Present)
2026-11-24T06:01:00Z Image/apiserver: Progressing (Building): the image is being built
2026-11-24T06:01:00Z Image/apiserver: downloading, 41 of 110 MB
2026-11-24T06:01:00Z DesiredStateValid: True (Valid)
2026-11-24T06:01:00Z Converged: False (Progressing): 1 of 2 resources is ready
2026-11-24T06:01:00Z Image/apiserver: Ready (Present)
2026-11-24T06:01:00Z Converged: True (AsDesired)
)");
    EXPECT_EQ(cli.sleeps_before_interrupt, 98);
}

TEST(StatusWatch, OnATerminalTheWindowIsRedrawnInPlace) {
    CliRun cli;
    cli.environment.out_is_terminal = true;
    cli.environment.no_color = true;
    cli.sleeps_before_interrupt = 2;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));

    EXPECT_EQ(cli({"status", "--watch"}), 0);
    EXPECT_THAT(cli.out.str(), StartsWith("\x1b[H\x1b[2JNode:           k8s-master (Kubernetes v1.20.1)\x1b[K\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("\n\x1b[J\x1b[HNode:"));
}

TEST(StatusWatch, ALowWindowLeavesOutWhatIsReady) {
    CliRun cli;
    cli.environment.out_is_terminal = true;
    cli.environment.no_color = true;
    cli.sleeps_before_interrupt = 1;
    cli.rows = 10;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));

    EXPECT_EQ(cli({"status", "--watch"}), 0);
    EXPECT_THAT(cli.out.str(), Not(HasSubstr("KeyMaterial")));
    EXPECT_THAT(cli.out.str(), HasSubstr("1 resources are Ready"));
}

TEST(StatusWatch, EndsOnInterruptWithZero) {
    CliRun cli;
    cli.sleeps_before_interrupt = 3;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));

    EXPECT_EQ(cli({"status", "--watch"}), 0);
    EXPECT_EQ(cli.daemon.requests.size(), 3U);
}

TEST(StatusWatch, AnInterruptBeforeTheConditionHoldsIsExitCodeOne) {
    CliRun cli;
    cli.sleeps_before_interrupt = 2;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));

    EXPECT_EQ(cli({"status", "--until", "Converged"}), 1);
    EXPECT_EQ(cli.err.str(), "planekeeper: interrupted before Converged was True\n");
}

TEST(StatusWatch, AMisspeltConditionIsNotWaitedFor) {
    CliRun cli;

    EXPECT_EQ(cli({"status", "--until", "Convreged"}), 1);
    EXPECT_TRUE(cli.daemon.requests.empty()) << "it is told whether or not a daemon answers";
    EXPECT_EQ(cli.err.str(), "planekeeper: there is no condition \"Convreged\"; did you mean \"Converged\"?\n");
    EXPECT_EQ(cli.out.str(), "");
}

TEST(StatusWatch, WhoMayNotAskDoesNotWait) {
    for (const auto* flag : {"--watch", "--until=Converged"}) {
        CliRun cli;
        cli.daemon.replies["GET /v1/status"].push_back(fail(ErrorKind::permission, "connect: Permission denied"));

        EXPECT_EQ(cli({"status", flag}), 3);
        EXPECT_EQ(cli.sleeps_before_interrupt, 100);
        EXPECT_THAT(cli.err.str(), HasSubstr("you may not ask the daemon: connect: Permission denied"));
        EXPECT_THAT(cli.err.str(), HasSubstr("sudo planekeeper"));
    }
}

TEST(StatusWatch, WaitsForADaemonThatIsNotThereYet) {
    CliRun cli;
    cli.daemon.replies["GET /v1/status"].push_back(fail(ErrorKind::not_found, "no socket"));
    cli.daemon.replies["GET /v1/status"].push_back(fail(ErrorKind::not_found, "no socket"));
    cli.daemon.answer("GET /v1/status", 200, status_reply(converged_snapshot()));

    EXPECT_EQ(cli({"status", "--until", "Converged"}), 0);
    EXPECT_EQ(cli.err.str(), "planekeeper: waiting for the daemon: no socket\n");
}

TEST(StatusWatch, AsJsonEachChangeIsOneRecord) {
    CliRun cli;
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));
    cli.daemon.answer("GET /v1/status", 200, status_reply(starting_snapshot()));
    cli.daemon.answer("GET /v1/status", 200, status_reply(converged_snapshot()));

    EXPECT_EQ(cli({"status", "-o", "json", "--until", "Converged"}), 0);
    EXPECT_EQ(cli.out.str(), status_reply(starting_snapshot()) + status_reply(converged_snapshot()));
}

}  // namespace
}  // namespace planekeeper::cli::status_command_test
