#include "drivers/runtime_driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/event_loop.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_process_runner.hpp"

namespace planekeeper::drivers::runtime_driver_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class RuntimeDriverTest : public ::testing::Test {
protected:
    RuntimeDriverTest() {
        desired.node_name = "k8s-master";
        desired.components[model::ComponentId::api_server];
    }

    Result<edges::ProcessOutcome> run(const edges::ProcessSpec& spec) {
        const auto has = [&](const char* word) { return std::ranges::find(spec.argv, word) != spec.argv.end(); };
        if (spec.argv.front() == "journalctl") return edges::ProcessOutcome{.output = "kubelet says\n"};
        if (has("ps")) return ps;
        if (has("inspect")) return edges::ProcessOutcome{.output = inspect};
        return edges::ProcessOutcome{.output = "first\n", .errors = log};
    }
    struct Seen : model::ObservedRuntime, ComponentContainers {};
    Seen look() {
        auto answers = loop.await(driver.look(desired, now));
        return {std::move(answers.runtime), std::move(answers.components[model::ComponentId::api_server])};
    }
    static std::string container(const std::string& id, const std::string& state, int created) {
        return R"({"id":")" + id + R"(","metadata":{"attempt":1},"state":")" + state + R"(","createdAt":")" +
               std::to_string(created) + R"(","labels":{"io.kubernetes.container.name":"kube-apiserver",)" +
               R"("io.kubernetes.pod.name":"kube-apiserver-k8s-master","io.kubernetes.pod.uid":"u"}})";
    }

    Result<edges::ProcessOutcome> ps = edges::ProcessOutcome{.output = "{}"};
    std::string inspect = R"({"status":{"exitCode":1,"reason":"Error"},"info":{"pid":42}})";
    std::string log;
    model::DesiredState desired;
    Now now{.steady = SteadyTime{std::chrono::hours{7}}};
    fakes::EventLoop loop;
    fakes::FakeFileSystem files;
    fakes::FakeProcessRunner processes{[this](const edges::ProcessSpec& spec) { return run(spec); }};
    RuntimeDriver driver{files, processes};
};

TEST_F(RuntimeDriverTest, TellsOfARunningContainerAndItsMemory) {
    ps->output = "{\"containers\":[" + container("c", "CONTAINER_RUNNING", 1) + "]}";
    files.put("/proc/42/status", "Name:\tkube-apiserver\nVmRSS:\t  300000 kB\n");

    const auto seen = look();

    EXPECT_TRUE(seen.known);
    EXPECT_EQ(seen.checked_at, now.steady);
    ASSERT_EQ(seen.containers.size(), 1U);
    EXPECT_EQ(seen.memory_bytes, 300'000ULL * 1024);
    EXPECT_THAT(processes.calls(), Not(Contains(Contains("journalctl"))));
}

TEST_F(RuntimeDriverTest, ReadsTheLogOfTheNewestAndOfTheNewestThatEnded) {
    ps->output = "{\"containers\":[" + container("old", "CONTAINER_EXITED", 1) + "," +
                 container("older", "CONTAINER_EXITED", 0) + "," + container("new", "CONTAINER_RUNNING", 2) + "]}";
    log = "last\n";

    const auto seen = look();

    ASSERT_EQ(seen.containers.size(), 3U);
    EXPECT_EQ(seen.containers[1].exit_code, 1);
    EXPECT_THAT(seen.containers[1].log, ElementsAre("first", "last"));
    EXPECT_TRUE(seen.containers[2].log.empty());
    EXPECT_THAT(processes.calls(), Contains(AllOf(Contains("logs"), Contains("old"))));
    EXPECT_THAT(processes.calls(), Not(Contains(Contains("older"))));
}

TEST_F(RuntimeDriverTest, MasksSecretsInLogs) {
    ps->output = "{\"containers\":[" + container("c", "CONTAINER_EXITED", 1) + "]}";
    log =
        "Authorization: Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMzQ1Njc4OTAifQ.payload.signature\n"
        "error in secret: c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=\n";

    const auto seen = look();

    std::string said;
    for (const auto& line : seen.containers.front().log) said += line + "\n";
    EXPECT_THAT(said, HasSubstr("<masked>"));
    EXPECT_THAT(said, Not(HasSubstr("eyJhbGciOiJSUzI1NiIs")));
    EXPECT_THAT(said, Not(HasSubstr("c2VjcmV0c2VjcmV0")));
}

TEST_F(RuntimeDriverTest, ReadsTheKubeletsJournalWhileNoContainerAppears) {
    const auto seen = look();

    EXPECT_TRUE(seen.known);
    EXPECT_THAT(seen.kubelet_log, ElementsAre("kubelet says"));
}

TEST_F(RuntimeDriverTest, SaysWhyTheRuntimeDidNotAnswer) {
    ps = edges::ProcessOutcome{.exit_code = 1, .errors = "time=\"x\" level=fatal msg=\"connect: no such file\"\n"};
    EXPECT_EQ(look().error, "crictl: connect: no such file");
    EXPECT_FALSE(look().known);

    ps = fail(ErrorKind::not_found, "no such program: crictl");
    EXPECT_THAT(look().error, HasSubstr("no such program: crictl"));

    ps = edges::ProcessOutcome{.output = "nonsense"};
    EXPECT_THAT(look().error, HasSubstr("unexpected"));
}

TEST_F(RuntimeDriverTest, UsesTheDeclaredProgramAndEndpoint) {
    desired.runtime = {.crictl = "/opt/bin/crictl", .endpoint = "unix:///run/x.sock"};

    (void)look();

    EXPECT_EQ(processes.calls().front(), (Words{"/opt/bin/crictl", "--runtime-endpoint", "unix:///run/x.sock",
                                                "--image-endpoint", "unix:///run/x.sock", "ps", "-a", "-o", "json"}));
}

TEST_F(RuntimeDriverTest, RemovesASandboxAndTellsOneThatIsGoneAlready) {
    model::RemoveSandbox change{.id = "s1"};
    std::string pods = R"({"items":[{"id":"s1"}]})";
    edges::ProcessOutcome removal;
    processes.set_script([&](const edges::ProcessSpec& spec) {
        return spec.argv.at(1) == "pods" ? edges::ProcessOutcome{.output = pods} : removal;
    });
    const Words list{"crictl", "pods", "--id", "s1", "-o", "json"};

    EXPECT_EQ(loop.await(driver.remove(change, desired.runtime)), Removed::now);
    EXPECT_THAT(processes.calls(), ElementsAre(list, Words{"crictl", "stopp", "s1"}, Words{"crictl", "rmp", "s1"}));

    removal = {.exit_code = 1, .errors = "level=fatal msg=\"removing the pod sandbox: not found\""};
    EXPECT_TRUE(loop.await(driver.remove(change, desired.runtime))) << "in that very moment";
    removal.errors = "level=fatal msg=\"validate service connection: no such file\"";
    EXPECT_FALSE(loop.await(driver.remove(change, desired.runtime)));

    pods = R"({"items":[]})";
    processes.forget_calls();
    EXPECT_EQ(loop.await(driver.remove(change, desired.runtime)), Removed::was_gone);
    EXPECT_THAT(processes.calls(), ElementsAre(list));
}

TEST_F(RuntimeDriverTest, ReadsTheRuntimesAndTheKubeletsWordsWhenAContainerCannotStart) {
    ps->output = "{\"containers\":[" + container("c", "CONTAINER_EXITED", 1) + "]}";
    inspect = R"({"status":{"exitCode":128,"reason":"StartError","message":"exec format error"}})";

    const auto seen = look();

    EXPECT_EQ(seen.containers.front().message, "exec format error");
    EXPECT_THAT(seen.kubelet_log, ElementsAre("kubelet says"));
}

TEST_F(RuntimeDriverTest, HasTheKubeletRestartedWhereThatIsAllowed) {
    edges::ProcessOutcome outcome;
    auto sandbox = edges::Sandbox::daemon;
    processes.set_script([&](const edges::ProcessSpec& spec) {
        sandbox = spec.sandbox;
        return outcome;
    });

    EXPECT_TRUE(loop.await(driver.restart_kubelet()));

    EXPECT_THAT(processes.calls(), ElementsAre(Words{"systemctl", "try-restart", "kubelet.service"}));
    EXPECT_EQ(sandbox, edges::Sandbox::restart);
    outcome = {.exit_code = 1, .errors = "Failed to restart kubelet.service: Access denied\n"};
    const auto refused = loop.await(driver.restart_kubelet());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(), "systemctl: Failed to restart kubelet.service: Access denied");
}

}  // namespace
}  // namespace planekeeper::drivers::runtime_driver_test
