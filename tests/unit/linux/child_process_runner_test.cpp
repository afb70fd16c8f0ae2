#include "linux/child_process_runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>

#include "fakes/event_loop.hpp"
#include "fakes/temporary_directory.hpp"

namespace planekeeper::linux_edges::child_process_runner_test {
namespace {

using edges::ProcessOutcome;
using edges::ProcessSpec;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

ProcessSpec shell(std::string script) {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", std::move(script)};
    return spec;
}

pid_t number_in(const std::string& path) {
    pid_t pid = 0;
    std::ifstream(path) >> pid;
    return pid;
}

/// Zombies do not count, because the adopting process reaps an orphan at any time.
bool alive(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("State:")) return line.find('Z') == std::string::npos;
    }
    return false;
}

bool soon(const std::function<bool()>& condition) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

class ChildProcessRunnerTest : public testing::Test {
protected:
    Result<ProcessOutcome> run(ProcessSpec spec) { return loop_.await(runner_.run(std::move(spec))); }

    void start(ProcessSpec spec) {
        boost::asio::co_spawn(loop_.context(), runner_.run(std::move(spec)),
                              boost::asio::bind_cancellation_slot(
                                  signal_.slot(), [this](const std::exception_ptr& error, Result<ProcessOutcome> got) {
                                      EXPECT_EQ(error, nullptr);
                                      result_ = std::move(got);
                                  }));
    }
    void cancel() { signal_.emit(boost::asio::cancellation_type::terminal); }

    fakes::TemporaryDirectory directory_;
    fakes::EventLoop loop_;
    ChildProcessRunner runner_;
    boost::asio::cancellation_signal signal_;
    std::optional<Result<ProcessOutcome>> result_;
};

TEST_F(ChildProcessRunnerTest, ASignalIs128AndItsNumber) {
    EXPECT_EQ(run(shell("kill -KILL $$")).value().exit_code, 137);
    EXPECT_EQ(run(shell("kill -TERM $$")).value().exit_code, 143);
}

TEST_F(ChildProcessRunnerTest, ProgramsThatCannotRun) {
    EXPECT_EQ(run({.argv = {"/no/such/program"}}).error().kind(), ErrorKind::not_found);
    EXPECT_EQ(run({.argv = {"/etc/passwd"}}).error().kind(), ErrorKind::permission);
    EXPECT_EQ(run({.argv = {"true"}, .working_directory = "/no/such/directory"}).error().kind(), ErrorKind::not_found);
    EXPECT_EQ(run({}).error().kind(), ErrorKind::bug);
}

TEST_F(ChildProcessRunnerTest, TheEnvironmentIsOnlyWhatIsGiven) {
    ASSERT_EQ(::setenv("PLANEKEEPER_TEST_SECRET", "x", 1), 0);
    auto spec = shell("env; pwd; umask; ls /proc/self/fd | wc -l");
    spec.environment = {"GREETING=hello"};
    const auto output = run(std::move(spec)).value().output;
    ::unsetenv("PLANEKEEPER_TEST_SECRET");
    EXPECT_THAT(output, testing::HasSubstr("GREETING=hello\n"));
    EXPECT_THAT(output, testing::HasSubstr("PATH="));
    EXPECT_THAT(output, testing::Not(testing::HasSubstr("SECRET")));
    EXPECT_THAT(output,
                testing::EndsWith("/\n0022\n4\n"));  // 0, 1, 2 and the descriptor with which ls reads the directory
}

TEST_F(ChildProcessRunnerTest, StandardInputIsEmpty) { EXPECT_EQ(run({.argv = {"cat"}}).value().output, ""); }

TEST_F(ChildProcessRunnerTest, BigOutputIsReadToTheEndAndCutToTheLimit) {
    auto spec = shell(
        "head -c 20000000 /dev/zero | tr '\\0' x; printf 'first'; head -c 20000000 /dev/zero | tr '\\0' y "
        ">&2; printf 'last' >&2; exit 7");
    spec.output_limit = 1'000'000;
    const auto outcome = run(std::move(spec)).value();
    EXPECT_EQ(outcome.exit_code, 7);
    EXPECT_EQ(outcome.output, std::string(1'000'000, 'x'));
    EXPECT_EQ(outcome.errors.size(), 1'000'000U);
    EXPECT_TRUE(outcome.errors.ends_with("yyylast"));
}

TEST_F(ChildProcessRunnerTest, LinesComeWhileTheChildRuns) {
    std::vector<std::string> lines;
    auto spec = shell("echo one >&2; sleep 30");
    spec.on_line = [&](std::string_view line) { lines.emplace_back(line); };
    start(std::move(spec));
    EXPECT_TRUE(loop_.run_until([&] { return !lines.empty(); }));
    EXPECT_FALSE(result_);
    cancel();
    EXPECT_TRUE(loop_.run_until([&] { return result_.has_value(); }));
    EXPECT_THAT(lines, testing::ElementsAre("one"));
}

TEST_F(ChildProcessRunnerTest, ATimeoutEndsTheWholeGroup) {
    const auto file = directory_.path() + "/pid";
    auto spec = shell("trap '' TERM; sh -c 'trap \"\" TERM; echo $$ > " + file + "; sleep 60; sleep 60' & wait; wait");
    spec.timeout = milliseconds(300);
    const auto begin = steady_clock::now();
    const auto outcome = run(std::move(spec));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::transient);
    EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(10));
    const auto grandchild = number_in(file);
    ASSERT_GT(grandchild, 0);
    EXPECT_TRUE(soon([&] { return !alive(grandchild); }));
}

TEST_F(ChildProcessRunnerTest, CancellationEndsGrandchildrenAndReaps) {
    const auto file = directory_.path() + "/pid";
    start(shell("sh -c 'echo $$ > " + file + ".new; mv " + file + ".new " + file + "; sleep 60' & echo $$ > " + file +
                ".leader; wait"));
    ASSERT_TRUE(loop_.run_until([&] { return std::filesystem::exists(file); }));
    const auto grandchild = number_in(file);
    const auto leader = number_in(file + ".leader");
    EXPECT_TRUE(alive(grandchild));
    cancel();
    ASSERT_TRUE(loop_.run_until([&] { return result_.has_value(); }));
    EXPECT_EQ(result_->error().kind(), ErrorKind::cancelled);
    EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(leader)));
    EXPECT_TRUE(soon([&] { return !alive(grandchild); }));
}

TEST_F(ChildProcessRunnerTest, ADescendantThatKeepsThePipesOpenIsNotWaitedFor) {
    const auto begin = steady_clock::now();
    const auto outcome = run(shell("sleep 5 & echo done"));
    EXPECT_EQ(outcome.value().output, "done\n");
    EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(4));
}

TEST_F(ChildProcessRunnerTest, ALoopThatIsDestroyedTakesItsChildrenWithIt) {
    const auto file = directory_.path() + "/pid";
    {
        fakes::EventLoop loop;
        boost::asio::co_spawn(
            loop.context(),
            runner_.run(shell("echo $$ > " + file + ".new; mv " + file + ".new " + file + "; exec sleep 60")),
            [](const std::exception_ptr&, const Result<ProcessOutcome>&) {});
        ASSERT_TRUE(loop.run_until([&] { return std::filesystem::exists(file); }));
    }
    EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(number_in(file))));
}

TEST_F(ChildProcessRunnerTest, ChildrenDieWithAKilledDaemon) {
    const auto file = directory_.path() + "/pid";
    const pid_t daemon = ::fork();
    ASSERT_GE(daemon, 0);
    if (daemon == 0) {
        fakes::EventLoop loop;
        ChildProcessRunner runner;
        (void)loop.await(
            runner.run(shell("echo $$ > " + file + ".new; mv " + file + ".new " + file + "; exec sleep 60")));
        ::_exit(0);
    }
    EXPECT_TRUE(soon([&] { return std::filesystem::exists(file); }));
    const auto child = number_in(file);
    EXPECT_TRUE(alive(child));
    ::kill(daemon, SIGKILL);
    ::waitpid(daemon, nullptr, 0);
    EXPECT_TRUE(soon([&] { return !alive(child); }));
}

}  // namespace
}  // namespace planekeeper::linux_edges::child_process_runner_test
