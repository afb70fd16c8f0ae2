#include "linux/worker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "fakes/event_loop.hpp"
#include "fakes/worker_in_thread.hpp"
#include "linux/unix_socket.hpp"
#include "linux/worker_process_runner.hpp"

namespace planekeeper::linux_edges::worker_test {
namespace {

using edges::ProcessOutcome;
using edges::ProcessSpec;
using std::chrono::steady_clock;
using testing::HasSubstr;

bool soon(const std::function<bool()>& condition) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

class WorkerTest : public testing::Test {
protected:
    Result<ProcessOutcome> run(ProcessSpec spec) { return loop_.await(runner_.run(std::move(spec))); }

    /// The process id that a program wrote when it ran.
    pid_t started() {
        pid_t pid = 0;
        EXPECT_TRUE(soon([&] { return std::ifstream(pid_file_) >> pid && pid > 0; }));
        return pid;
    }
    ProcessSpec sleeper() {
        return {
            .argv = {"sh", "-c",
                     "echo $$ > " + pid_file_ + ".new; mv " + pid_file_ + ".new " + pid_file_ + "; exec sleep 600"}};
    }

    fakes::TemporaryDirectory directory_;
    std::string pid_file_ = directory_.path() + "/pid";
    fakes::EventLoop loop_;
    fakes::WorkerInThread worker_{{"sh"}};
    WorkerProcessRunner runner_{worker_.path()};
};

TEST_F(WorkerTest, AProgramThatTheUnitDoesNotRunIsRefusedForGood) {
    const auto outcome = run({.argv = {"/bin/rm", "-rf", "/nowhere"}});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::terminal);
    EXPECT_THAT(outcome.error().text(), HasSubstr("/bin/rm is not among the programs that this unit runs"));
}

TEST_F(WorkerTest, AWorkerThatIsNotThereMayComeLater) {
    WorkerProcessRunner nobody(directory_.path() + "/no.sock");
    const auto outcome = loop_.await(nobody.run({.argv = {"sh"}}));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::transient);
    EXPECT_THAT(outcome.error().text(), HasSubstr("is the socket unit active?"));
}

TEST_F(WorkerTest, WhatTheDaemonAsksForArrives) {
    ProcessSpec spec{.argv = {"sh", "-c", "pwd; echo $GREETING; head -c 100000 /dev/zero | tr '\\0' x"},
                     .environment = {"GREETING=hello"},
                     .working_directory = directory_.path(),
                     .output_limit = 60'000};
    const auto outcome = run(std::move(spec)).value();
    EXPECT_THAT(outcome.output, testing::StartsWith(directory_.path() + "\nhello\nxxx"));
    EXPECT_EQ(outcome.output.size(), 60'000U);
}

TEST_F(WorkerTest, AProgramBeyondItsTimeIsEnded) {
    auto spec = sleeper();
    spec.timeout = std::chrono::milliseconds{300};
    const auto outcome = run(std::move(spec));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::transient);
    EXPECT_THAT(outcome.error().text(), HasSubstr("no end after 300 ms"));
}

TEST_F(WorkerTest, CancellingEndsTheProgramBeforeItReturns) {
    boost::asio::cancellation_signal signal;
    std::optional<Result<ProcessOutcome>> result;
    boost::asio::co_spawn(loop_.context(), runner_.run(sleeper()),
                          boost::asio::bind_cancellation_slot(
                              signal.slot(), [&](const std::exception_ptr& error, Result<ProcessOutcome> got) {
                                  EXPECT_EQ(error, nullptr);
                                  result = std::move(got);
                              }));
    loop_.context().run_for(std::chrono::milliseconds(200));
    const auto pid = started();
    signal.emit(boost::asio::cancellation_type::terminal);
    loop_.context().restart();
    loop_.context().run();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->error().kind(), ErrorKind::cancelled);
    EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(WorkerTest, ADaemonThatDiesTakesItsProgramWithIt) {
    auto connection = connect_unix(worker_.path());
    ASSERT_TRUE(connection);
    const auto request = encode(FrameKind::request, request_payload(sleeper()));
    ASSERT_EQ(::send(connection->get(), request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    const auto pid = started();
    connection->reset();
    EXPECT_TRUE(soon([&] { return ::kill(pid, 0) != 0; }));
}

TEST_F(WorkerTest, OfAWholeCommandNothingElseIsRun) {
    fakes::WorkerInThread worker{{"sh -c true"}};
    WorkerProcessRunner runner{worker.path()};
    const auto outcome = [&](ProcessSpec spec) { return loop_.await(runner.run(std::move(spec))); };

    EXPECT_EQ(outcome({.argv = {"sh", "-c", "true"}}).value().exit_code, 0);

    const std::vector<ProcessSpec> others{{.argv = {"sh"}},
                                          {.argv = {"sh", "-c", "true", "more"}},
                                          {.argv = {"sh", "-c", "false"}},
                                          {.argv = {"/tmp/sh", "-c", "true"}},
                                          {.argv = {"sh", "-c", "true"}, .environment = {"LD_PRELOAD=/tmp/x.so"}}};
    for (const auto& other : others) {
        const auto refused = outcome(other);
        ASSERT_FALSE(refused) << other.argv.size();
        EXPECT_THAT(refused.error().text(), HasSubstr("not among the programs"));
    }
}

TEST_F(WorkerTest, NonsenseIsAnsweredAndHarmsNobody) {
    auto connection = connect_unix(worker_.path());
    ASSERT_TRUE(connection);
    const auto request = encode(FrameKind::request, std::string("1\0x\0/\0001\0sh\0", 11));
    ASSERT_EQ(::send(connection->get(), request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    std::string answer(512, '\0');
    answer.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::recv(connection->get(), answer.data(), 512, 0))));
    EXPECT_THAT(answer, HasSubstr("not a request"));
    EXPECT_EQ(run({.argv = {"sh", "-c", "exit 4"}}).value().exit_code, 4);
}

}  // namespace
}  // namespace planekeeper::linux_edges::worker_test
