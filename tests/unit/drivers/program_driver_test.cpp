#include "drivers/program_driver.hpp"
#include "components/component_row.hpp"

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
        if (spec.argv.front() == "crictl") return asked;
        const bool by_buildah = spec.argv.front() == "buildah";
        const auto rights = by_buildah ? edges::Sandbox::rehearse : edges::Sandbox::build;
        if (spec.sandbox != rights) return fail(ErrorKind::bug, "that may not");
        if (spec.argv.front() == "choom") return edges::ProcessOutcome{};
        if (spec.argv.back() == "ls") return edges::ProcessOutcome{.output = tasks};
        if (by_buildah && spec.argv.at(1) == "from") return from;
        if (spec.argv.at(by_buildah ? 1 : 3) != "run")
            return edges::ProcessOutcome{.exit_code = 1, .errors = "not found\n"};
        const bool is_lost = !unheard.empty() && spec.argv.back().starts_with(unheard) && lost-- > 0;
        if (is_lost) return edges::ProcessOutcome{.exit_code = lost_exit_code};
        if (spec.argv.back() == "--version") return version;
        if (spec.argv.back() == "--help") return edges::ProcessOutcome{.output = "  --advertise-address ip  The\n"};
        return ended;
    }
    Result<model::ObservedRehearsal> try_to_rehearse() {
        model::Rehearse change{.generation = "abc", .reference = "localhost/a:1"};
        return loop.await(driver.rehearse(change, desired, [](std::string_view, const std::string&) {}));
    }
    model::ObservedRehearsal rehearse() { return try_to_rehearse().value(); }
    Result<model::ObservedProgram> read() {
        model::ReadProgram change{.reference = "localhost/a:1", .sha512 = "digest"};
        return loop.await(driver.read(change, desired));
    }
    void use(const std::string& runtime) { asked->output = "RuntimeName:  " + runtime + "\n"; }

    Result<edges::ProcessOutcome> asked = edges::ProcessOutcome{.output = "RuntimeName:  containerd\n"};
    Result<edges::ProcessOutcome> from = edges::ProcessOutcome{};
    Result<edges::ProcessOutcome> version = edges::ProcessOutcome{.output = "Kubernetes v1.24.17\n"};
    std::string tasks =
        "TASK                     PID     STATUS\n4711    815    RUNNING\n"
        "planekeeper-rehearsal    4711    RUNNING\n";
    Result<edges::ProcessOutcome> ended = edges::ProcessOutcome{.exit_code = 1, .errors = asks_for_etcd};
    /// ctr loses the output of a start whose last argument begins like this, `lost` times.
    std::string unheard;
    int lost = 0;
    int lost_exit_code = 0;
    model::DesiredState desired{.components = {{model::ComponentId::api_server,
                                                kubernetes::default_component(model::ComponentId::api_server)}}};
    fakes::EventLoop loop;
    fakes::FakeProcessRunner processes{[this](const edges::ProcessSpec& spec) { return run(spec); }};
    ProgramDriver driver{processes};
};

TEST_F(ProgramDriverTest, AsksAProgramForVersionAndFlagsOnBothRuntimes) {
    for (const char* runtime : {"containerd", "cri-o"}) {
        use(runtime);
        const auto seen = read();
        ASSERT_TRUE(seen) << runtime << ": " << seen.error().text();
        EXPECT_EQ(seen->sha512, "digest");
        EXPECT_EQ(seen->version, "v1.24.17");
        EXPECT_THAT(seen->flags, ElementsAre("advertise-address"));
    }
}

TEST_F(ProgramDriverTest, StartsOnCriOWhatBuildahHas) {
    use("cri-o");
    EXPECT_EQ(rehearse().outcome, RehearsalOutcome::passed);
    EXPECT_THAT(processes.calls(), Not(Contains(Contains("ctr"))));
    EXPECT_THAT(processes.calls(), Contains(ElementsAre("buildah", "from", "--pull-never", "--name",
                                                        "planekeeper-rehearsal", "localhost/a:1")));
    EXPECT_THAT(
        processes.calls(),
        Contains(AllOf(Contains("run"), Contains("chroot"), Contains("/var/lib/kubernetes:/var/lib/kubernetes:ro"),
                       Contains("type=tmpfs,dst=/var/log"), Contains("/usr/bin/kube-apiserver"))));
    EXPECT_THAT(processes.calls().back(), ElementsAre("buildah", "rm", "planekeeper-rehearsal"));
}

struct Refusal {
    const char* name;
    edges::ProcessOutcome outcome;
    ErrorKind kind;
    const char* words;
};
class ProgramThatIsNone : public ProgramDriverTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(ProgramThatIsNone, IsNotKnownAndTheReasonIsSaid) {
    version = GetParam().outcome;
    const auto seen = read();
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().kind(), GetParam().kind);
    EXPECT_THAT(seen.error().text(), AllOf(HasSubstr("localhost/a:1"), HasSubstr(GetParam().words)));
}

INSTANTIATE_TEST_SUITE_P(
    Words, ProgramThatIsNone,
    ::testing::Values(
        Refusal{"Foreign",
                {.exit_code = 1,
                 .errors = "ctr: failed to create shim task: OCI runtime create failed: exec format error: unknown\n"},
                ErrorKind::terminal,
                "exec format error"},
        Refusal{"Absent",
                {.exit_code = 1,
                 .errors = "ctr: OCI runtime create failed: exec: \"/usr/bin/kube-apiserver\": stat: no such file\n"},
                ErrorKind::terminal,
                "cannot be executed"},
        Refusal{"Another", {.output = "GNU bash, version 5\n"}, ErrorKind::terminal, "GNU bash"},
        Refusal{"Silent", {}, ErrorKind::terminal, "names no version: it says nothing"},
        Refusal{"Ends", {.exit_code = 2, .errors = "panic: no\n"}, ErrorKind::terminal, "panic: no (exit code 2)"},
        // As buildah 1.28.2 prints it.
        Refusal{"ForeignByBuildah",
                {.exit_code = 1,
                 .errors = "process failed to start with error: fork/exec /usr/bin/kube-apiserver: exec format "
                           "errorprocess exited with error: exec: not startedsubprocess exited with status 1\nError: "
                           "exit status 1\n"},
                ErrorKind::terminal,
                "exec format error"},
        Refusal{"EndsByBuildah",
                {.exit_code = 2, .errors = "panic: no\nsubprocess exited with status 2\nError: exit status 2\n"},
                ErrorKind::terminal,
                "panic: no (exit code 2)"},
        Refusal{"BuildahItself",
                {.exit_code = 125, .errors = "Error: container not known\n"},
                ErrorKind::transient,
                "not known"},
        Refusal{"Unasked",
                {.exit_code = 1, .errors = "ctr: failed to dial \"/run/containerd/containerd.sock\"\n"},
                ErrorKind::transient,
                "failed to dial"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST_F(ProgramDriverTest, AnAnswerThatWasLostIsAskedForAgain) {
    for (const char* flag : {"--version", "--help"}) {
        unheard = flag;
        lost = 4;
        const auto seen = read();
        ASSERT_TRUE(seen) << flag << ": " << seen.error().text();
        EXPECT_EQ(seen->version, "v1.24.17");
        EXPECT_THAT(seen->flags, ElementsAre("advertise-address"));
    }
    version = edges::ProcessOutcome{.exit_code = 2, .errors = "panic: no\n"};
    unheard = "--version";
    lost = 1;
    lost_exit_code = 2;
    EXPECT_THAT(read().error().text(), HasSubstr("panic: no (exit code 2)"));
}

TEST_F(ProgramDriverTest, ARehearsalOfWhichNothingWasHeardIsHeldAgain) {
    ended->errors = "Error: unknown flag: --nope\n";
    unheard = "--";
    lost = 4;
    lost_exit_code = 1;
    EXPECT_EQ(rehearse().reason, "UnknownFlag");
    lost = 5;
    EXPECT_EQ(rehearse().outcome, RehearsalOutcome::undecided) << "five times nothing: that is how it is";
}

TEST_F(ProgramDriverTest, WhoCannotBeAskedIsAskedLater) {
    asked = edges::ProcessOutcome{.exit_code = 1, .errors = "connection refused\n"};
    EXPECT_EQ(read().error().kind(), ErrorKind::transient);
    use("cri-o");
    asked->exit_code = 0;
    from = edges::ProcessOutcome{.exit_code = 125, .errors = "Error: localhost/a:1: image not known\n"};
    EXPECT_EQ(read().error().kind(), ErrorKind::transient);
    EXPECT_THAT(read().error().text(), HasSubstr("image not known"));
}

TEST_F(ProgramDriverTest, RehearsesWithinBoundsAndLeavesNothing) {
    const auto seen = rehearse();

    EXPECT_EQ(seen.generation, "abc");
    EXPECT_EQ(seen.outcome, RehearsalOutcome::passed);
    EXPECT_THAT(processes.calls(),
                Contains(AllOf(Contains("run"), Contains("--rm"), Contains("--memory-limit"), Contains("402653184"),
                               Not(Contains("--net-host")), Contains(HasSubstr("options=rbind:ro")))));
    const std::vector<std::string> kill{"ctr",     "--namespace",          "k8s.io", "tasks", "delete",
                                        "--force", "planekeeper-rehearsal"};
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

TEST_F(ProgramDriverTest, ARehearsalThatWasNotHeldIsNone) {
    ended = fail(ErrorKind::not_found, "ctr: no such program in PATH");
    EXPECT_THAT(try_to_rehearse().error().text(), AllOf(HasSubstr("could not be held"), HasSubstr("no such program")));
    ended =
        edges::ProcessOutcome{.exit_code = 1, .errors = "ctr: snapshot \"planekeeper-rehearsal\": already exists\n"};
    EXPECT_EQ(try_to_rehearse().error().kind(), ErrorKind::transient);
    asked = edges::ProcessOutcome{.exit_code = 1, .errors = "connection refused\n"};
    EXPECT_EQ(try_to_rehearse().error().kind(), ErrorKind::transient);
}

TEST_F(ProgramDriverTest, WhatCannotBeExecutedIsRefusedInItsRehearsal) {
    ended->errors = "ctr: OCI runtime create failed: exec /usr/bin/kube-apiserver: exec format error\n";
    EXPECT_EQ(rehearse().outcome, RehearsalOutcome::refused);
    EXPECT_EQ(rehearse().reason, "CannotBeExecuted");
}

}  // namespace
}  // namespace planekeeper::drivers::program_driver_test
