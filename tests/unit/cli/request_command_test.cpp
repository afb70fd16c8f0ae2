#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "status/reply_json.hpp"
#include "unit/cli/fake_daemon.hpp"
#include "unit/cli/sample_states.hpp"

namespace planekeeper::cli::request_command_test {
namespace {

using testing::HasSubstr;

CliRun& accepting(CliRun& cli, std::uint64_t passes) {
    cli.daemon.answer("POST /v1/reconcile", 202, status::accepted_json(passes));
    return cli;
}

TEST(ReconcileCommand, WithoutWaitItAsksAndReturns) {
    CliRun cli;
    accepting(cli, 4);

    EXPECT_EQ(cli({"reconcile"}), 0);
    EXPECT_EQ(cli.daemon.requests, std::vector<std::string>{"POST /v1/reconcile"});
}

TEST(RetryCommand, AsksForAnotherThing) {
    CliRun cli;
    cli.daemon.answer("POST /v1/retry", 202, status::accepted_json(4));

    EXPECT_EQ(cli({"retry"}), 0);
    EXPECT_EQ(cli.daemon.requests, std::vector<std::string>{"POST /v1/retry"});
    EXPECT_THAT(cli.out.str(), HasSubstr("tried again"));
}

TEST(InitCommand, BeginsANewClusterForThoseWhoSaySo) {
    CliRun cli;
    cli.daemon.answer("POST /v1/new-cluster", 202, status::accepted_json(4));

    EXPECT_EQ(cli({"init"}), 1);
    EXPECT_TRUE(cli.daemon.requests.empty());
    EXPECT_EQ(cli({"init", "--new-cluster"}), 0);
    EXPECT_EQ(cli.daemon.requests, std::vector<std::string>{"POST /v1/new-cluster"});
}

TEST(ReconcileCommand, WaitsForAPassThatBeganAfterTheRequest) {
    CliRun cli;
    auto earlier = converged_snapshot();
    earlier.counters.passes = 4;
    accepting(cli, 4).daemon.answer("GET /v1/status", 200, status::to_json(earlier));
    cli.daemon.answer("GET /v1/status", 200, status::to_json(starting_snapshot()));
    cli.daemon.answer("GET /v1/status", 200, status::to_json(converged_snapshot()));

    EXPECT_EQ(cli({"reconcile", "--wait"}), 0);
    EXPECT_EQ(cli.sleeps_before_interrupt, 98);
    EXPECT_THAT(cli.out.str(), HasSubstr("Image/apiserver: downloading, 41 of 110 MB\n"));
}

TEST(ReconcileCommand, ATimeoutSaysWhatIsNotReady) {
    CliRun cli;
    accepting(cli, 4).daemon.answer("GET /v1/status", 200, status::to_json(starting_snapshot()));

    EXPECT_EQ(cli({"reconcile", "--wait", "--timeout", "3s"}), 1);
    EXPECT_EQ(cli.err.str(),
              "planekeeper: not converged after 3s\n"
              "  Image/apiserver: Progressing (Building): the image is being built\n");
}

TEST(ReconcileCommand, AnInvalidDesiredStateEndsTheWait) {
    CliRun cli;
    auto snapshot = converged_snapshot();
    snapshot.problems = {"/d:1:1: no"};
    accepting(cli, 4).daemon.answer("GET /v1/status", 200, status::to_json(snapshot));

    EXPECT_EQ(cli({"reconcile", "--wait"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("  /d:1:1: no\n"));
}

TEST(ReconcileCommand, AnInterruptedWaitIsAnError) {
    CliRun cli;
    cli.sleeps_before_interrupt = 1;
    accepting(cli, 4).daemon.answer("GET /v1/status", 200, status::to_json(starting_snapshot()));

    EXPECT_EQ(cli({"reconcile", "--wait"}), 1);
}

TEST(ReconcileCommand, AnUnreachableDaemonIsExitCodeThree) {
    CliRun cli;
    EXPECT_EQ(cli({"reconcile"}), 3);
    EXPECT_THAT(cli.err.str(), HasSubstr("systemctl start planekeeper"));
}

TEST(ReconcileCommand, ARefusalIsExitCodeOne) {
    CliRun cli;
    cli.daemon.answer("POST /v1/reconcile", 403, status::error_json("Forbidden", "only root may ask for a pass"));

    EXPECT_EQ(cli({"reconcile"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("only root may ask for a pass"));
}

TEST(VersionCommand, NamesBothProgramsAndMindsNoMissingDaemon) {
    CliRun cli;
    EXPECT_EQ(cli({"version"}), 0);
    EXPECT_EQ(cli.out.str(), "planekeeper  0.1.0\nplanekeeperd not reachable\n");
}

}  // namespace
}  // namespace planekeeper::cli::request_command_test
