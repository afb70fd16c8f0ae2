#include "drivers/program_driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fakes/event_loop.hpp"
#include "fakes/fake_process_runner.hpp"

namespace planekeeper::drivers::program_driver_test {
namespace {

using model::RehearsalOutcome;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const std::string asks_for_etcd =
    "W1124 grpc: addrConn.createTransport failed to connect to {unix:///run/planekeeper-rehearsal/etcd.sock}\n";

class ProgramDriverTest : public ::testing::Test {
protected:
    ProgramDriverTest() {
        desired.node_name = "k8s-master";
        desired.version = {1, 24, 17};
        desired.address = "192.168.10.50";
        desired.etcd.servers = {"https://192.168.10.50:2379"};
    }

    Result<edges::ProcessOutcome> run(const edges::ProcessSpec& spec) {
        if (spec.argv.front() == "crictl") return edges::ProcessOutcome{.output = "RuntimeName:  " + runtime + "\n"};
        if (spec.sandbox != edges::Sandbox::build) return fail(ErrorKind::bug, "the daemon itself may not");
        if (spec.argv.front() == "choom") return edges::ProcessOutcome{};
        if (spec.argv.back() == "ls") return edges::ProcessOutcome{.output = tasks};
        if (spec.argv.at(3) != "run") return edges::ProcessOutcome{.exit_code = 1, .errors = "not found\n"};
        if (spec.argv.back() == "--version") return edges::ProcessOutcome{.output = "Kubernetes v1.24.17\n"};
        if (spec.argv.back() == "--help") return edges::ProcessOutcome{.output = "  --advertise-address ip  The\n"};
        return ended;
    }
    model::ObservedRehearsal rehearse() {
        model::Rehearse change{.generation = "abc", .reference = "localhost/a:1"};
        return loop.await(driver.rehearse(change, desired, [](std::string_view, const std::string&) {}));
    }
    model::ObservedProgram read() {
        model::ReadProgram change{.reference = "localhost/a:1", .sha512 = "digest"};
        return loop.await(driver.read(change, desired.runtime));
    }

    std::string runtime = "containerd";
    std::string tasks = "TASK                     PID     STATUS\n4711    815    RUNNING\n"
                        "planekeeper-rehearsal    4711    RUNNING\n";
    Result<edges::ProcessOutcome> ended = edges::ProcessOutcome{.exit_code = 1, .errors = asks_for_etcd};
    model::DesiredState desired;
    fakes::EventLoop loop;
    fakes::FakeProcessRunner processes{[this](const edges::ProcessSpec& spec) { return run(spec); }};
    ProgramDriver driver{processes};
};

TEST_F(ProgramDriverTest, AsksAProgramForVersionAndFlags) {
    const auto seen = read();
    EXPECT_EQ(seen.sha512, "digest");
    EXPECT_EQ(seen.version, "v1.24.17");
    EXPECT_THAT(seen.flags, ElementsAre("advertise-address"));
}

TEST_F(ProgramDriverTest, StartsNothingWhereContainerdIsNotTheRuntime) {
    runtime = "cri-o";
    EXPECT_EQ(read().version, "");
    const auto seen = rehearse();
    EXPECT_EQ(seen.outcome, RehearsalOutcome::undecided);
    EXPECT_EQ(seen.reason, "NotStarted");
    EXPECT_THAT(processes.calls(), Not(Contains(Contains("ctr"))));
}

TEST_F(ProgramDriverTest, RehearsesWithinBoundsAndLeavesNothing) {
    const auto seen = rehearse();

    EXPECT_EQ(seen.generation, "abc");
    EXPECT_EQ(seen.outcome, RehearsalOutcome::passed);
    EXPECT_THAT(processes.calls(), Contains(AllOf(Contains("run"), Contains("--rm"), Contains("--memory-limit"),
                                                  Contains("402653184"), Not(Contains("--net-host")),
                                                  Contains(HasSubstr("options=rbind:ro")))));
    const std::vector<std::string> kill{"ctr", "--namespace", "k8s.io", "tasks", "delete", "--force",
                                        "planekeeper-rehearsal"};
    EXPECT_EQ(std::ranges::count(processes.calls(), kill), 2) << "what an earlier life left, and its own";
    EXPECT_THAT(processes.calls().back(), Contains("containers"));
}

TEST_F(ProgramDriverTest, ARehearsalIsTheFirstToGoWhenMemoryIsShort) {
    const std::vector<std::string> choom{"choom", "--adjust", "1000", "--pid", "4711"};
    int looks = 0;
    processes.set_still_runs([&](const edges::ProcessSpec& spec) {
        const bool offered = std::ranges::find(processes.calls(), choom) != processes.calls().end();
        return spec.argv.back().starts_with("--") && !offered && ++looks < 1'000;
    });
    rehearse();
    EXPECT_THAT(processes.calls(), Contains(choom));
}

TEST_F(ProgramDriverTest, ARehearsalThatEndsBeforeItIsSeenToRunIsNotWaitedFor) {
    tasks.clear();
    ended->errors = "Error: unknown flag: --nope\n";
    int turns = 0;
    processes.set_still_runs(
        [&](const edges::ProcessSpec& spec) { return spec.argv.back().starts_with("--") && ++turns < 100; });
    EXPECT_EQ(rehearse().outcome, RehearsalOutcome::refused);
    EXPECT_THAT(processes.calls(), Not(Contains(Contains("choom"))));
}

TEST_F(ProgramDriverTest, WhatEndsItForGoodRefusesTheGeneration) {
    ended->errors = "Error: unknown flag: --nope\n";
    const auto seen = rehearse();
    EXPECT_EQ(seen.outcome, RehearsalOutcome::refused);
    EXPECT_EQ(seen.reason, "UnknownFlag");
}

TEST_F(ProgramDriverTest, AProgramThatCannotBeStartedDecidesNothing) {
    ended = fail(ErrorKind::not_found, "ctr: no such program in PATH");
    const auto seen = rehearse();
    EXPECT_EQ(seen.outcome, RehearsalOutcome::undecided);
    EXPECT_THAT(seen.message, HasSubstr("no such program"));
}

}  // namespace
}  // namespace planekeeper::drivers::program_driver_test
