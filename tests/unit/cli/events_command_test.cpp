#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "status/event_json.hpp"
#include "status/reply_json.hpp"
#include "unit/cli/fake_daemon.hpp"
#include "unit/cli/sample_states.hpp"

namespace planekeeper::cli::events_command_test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string frame(std::uint64_t sequence, const char* reason) {
    return status::event_frame(
        {sequence, at("2026-11-24T06:00:00Z"), model::EventType::warning, "File/x", reason, "m"});
}

TEST(EventsCommand, RecentEventsArePrintedAndThenItEnds) {
    CliRun cli;
    cli.daemon.answer("GET /v1/events?follow=false", 200, ": hello\n\n" + frame(1, "One") + frame(2, "Two"));

    EXPECT_EQ(cli({"events"}), 0);
    EXPECT_EQ(cli.out.str(),
              "2026-11-24T06:00:00Z Warning One File/x: m\n"
              "2026-11-24T06:00:00Z Warning Two File/x: m\n");
}

TEST(EventsCommand, FollowingPrintsWhatComesUntilTheStreamEnds) {
    CliRun cli;
    cli.daemon.stream_events = {": hello", frame(1, "One"), frame(2, "Two")};

    EXPECT_EQ(cli({"events", "--follow"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr(" One "));
    EXPECT_THAT(cli.out.str(), HasSubstr(" Two "));
}

TEST(EventsCommand, FollowingEndsOnInterruptWithZero) {
    CliRun cli;
    cli.sleeps_before_interrupt = 0;
    cli.daemon.stream_events = {frame(1, "One"), frame(2, "Two")};

    EXPECT_EQ(cli({"events", "--follow"}), 0);
    EXPECT_THAT(cli.out.str(), Not(HasSubstr(" Two ")));
}

TEST(EventsCommand, AnUnreachableDaemonIsExitCodeThree) {
    for (const auto& arguments : {std::vector<std::string>{"events"}, {"events", "--follow"}}) {
        CliRun cli;
        cli.daemon.stream_end = fail(ErrorKind::transient, "connect: Connection refused");

        EXPECT_EQ(cli(arguments), 3);
        EXPECT_THAT(cli.err.str(), HasSubstr("cannot reach the daemon"));
    }
}

TEST(EventsCommand, ARefusedStreamIsToldInTheDaemonsWords) {
    CliRun cli;
    cli.daemon.stream_end = fail(ErrorKind::permission, status::error_json("Forbidden", "only root may"));

    EXPECT_EQ(cli({"events", "--follow"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("the daemon says: only root may"));
}

TEST(EventsCommand, AStreamThatBreaksIsToldApartFromOneThatNeverOpened) {
    CliRun cli;
    cli.daemon.stream_events = {frame(1, "One")};
    cli.daemon.stream_end = fail(ErrorKind::transient, "reset");

    EXPECT_EQ(cli({"events", "--follow"}), 3);
    EXPECT_THAT(cli.err.str(), Not(HasSubstr("cannot reach")));
    EXPECT_THAT(cli.err.str(), HasSubstr("ended the stream"));
}

}  // namespace
}  // namespace planekeeper::cli::events_command_test
