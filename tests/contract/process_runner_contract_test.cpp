// The contract of the real runner, the worker's runner and the fake. The fake has no timeouts, signals and process
// groups: tests/unit/linux/child_process_runner_test.cpp checks these.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "fakes/fake_process_runner.hpp"
#include "fakes/worker_in_thread.hpp"
#include "linux/child_process_runner.hpp"
#include "linux/worker_process_runner.hpp"

namespace planekeeper::process_runner_contract_test {
namespace {

namespace asio = boost::asio;
using edges::ProcessOutcome;
using edges::ProcessSpec;

/// Does as the suite's programs that end by themselves.
Result<ProcessOutcome> pretend(const ProcessSpec& spec) {
    ProcessOutcome outcome;
    if (spec.argv.front() == "true") return outcome;
    if (spec.argv.front() == "false") {
        outcome.exit_code = 1;
        return outcome;
    }
    if (spec.argv.front() == "echo") {
        outcome.output = spec.argv.at(1) + "\n";
        return outcome;
    }
    if (spec.argv.front() == "sh") {
        outcome.errors = "one\ntwo\nthree";
        outcome.exit_code = 3;
        return outcome;
    }
    return fail(ErrorKind::not_found, spec.argv.front() + ": no such program in PATH");
}

/// The worker runs the same programs for the runner; together they keep the same contract.
class RunnerWithWorker final : public edges::ProcessRunner {
public:
    asio::awaitable<Result<ProcessOutcome>> run(ProcessSpec spec) override { return runner_.run(std::move(spec)); }

private:
    fakes::WorkerInThread worker_{{"true", "false", "echo", "sh", "sleep", "planekeeper-no-such-program"}};
    linux_edges::WorkerProcessRunner runner_{worker_.path()};
};

std::unique_ptr<edges::ProcessRunner> pretending_runner() {
    auto runner = std::make_unique<fakes::FakeProcessRunner>(pretend);
    runner->set_still_runs([](const ProcessSpec& spec) { return spec.argv.front() == "sleep"; });
    return runner;
}

struct Kind {
    std::string name;
    std::function<std::unique_ptr<edges::ProcessRunner>()> make;
};

class ProcessRunnerContract : public testing::TestWithParam<Kind> {
protected:
    Result<ProcessOutcome> run(ProcessSpec spec) {
        std::optional<Result<ProcessOutcome>> result;
        asio::co_spawn(context_, runner_->run(std::move(spec)),
                       [&](const std::exception_ptr& error, Result<ProcessOutcome> outcome) {
                           EXPECT_EQ(error, nullptr);
                           result = std::move(outcome);
                       });
        context_.run();
        context_.restart();
        return std::move(*result);
    }

    asio::io_context context_{1};
    std::unique_ptr<edges::ProcessRunner> runner_ = GetParam().make();
};

TEST_P(ProcessRunnerContract, ExitCodesAreOutcomes) {
    EXPECT_EQ(run({.argv = {"true"}}).value().exit_code, 0);
    EXPECT_EQ(run({.argv = {"false"}}).value().exit_code, 1);
}

TEST_P(ProcessRunnerContract, AnOutcomeTakesATurnOfTheLoop) {
    for (const std::string program : {"true", "planekeeper-no-such-program"}) {
        bool turned = false;
        std::optional<bool> had_turned;
        const auto run_it = [&]() -> asio::awaitable<void> {
            asio::post(context_, [&] { turned = true; });
            ProcessSpec spec{.argv = {program}};
            const auto outcome = co_await runner_->run(std::move(spec));
            had_turned = outcome.has_value() == (program == "true") && turned;
        };
        asio::co_spawn(context_, run_it(), asio::detached);
        context_.restart();
        context_.run();
        EXPECT_EQ(had_turned, true) << program;
    }
}

TEST_P(ProcessRunnerContract, OutputIsKept) {
    const auto outcome = run({.argv = {"echo", "two words"}}).value();
    EXPECT_EQ(outcome.output, "two words\n");
    EXPECT_EQ(outcome.errors, "");
}

TEST_P(ProcessRunnerContract, LinesOfStderrAreGivenAndKept) {
    std::vector<std::string> lines;
    const auto outcome = run({.argv = {"sh", "-c", "printf 'one\\ntwo\\nthree' >&2; exit 3"},
                              .on_line = [&](std::string_view line) { lines.emplace_back(line); }})
                             .value();
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_EQ(outcome.errors, "one\ntwo\nthree");
    EXPECT_THAT(lines, testing::ElementsAre("one", "two", "three"));
}

TEST_P(ProcessRunnerContract, AMissingProgramIsNotFound) {
    const auto outcome = run({.argv = {"planekeeper-no-such-program"}});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::not_found);
}

TEST_P(ProcessRunnerContract, ACancelledCallerIsToldAndWaitsForNothingMore) {
    std::optional<ErrorKind> told;
    bool went_on = false;
    const auto caller = [&]() -> asio::awaitable<void> {
        ProcessSpec spec{.argv = {"sleep", "600"}};
        const auto outcome = co_await runner_->run(std::move(spec));
        if (!outcome) told = outcome.error().kind();
        co_await asio::post(context_, asio::use_awaitable);
        went_on = true;
    };
    bool ended = false;
    asio::cancellation_signal stop;
    const auto at_end = [&](const std::exception_ptr&) { ended = true; };
    asio::co_spawn(context_, caller(), asio::bind_cancellation_slot(stop.slot(), at_end));
    context_.run_for(std::chrono::milliseconds{300});
    EXPECT_FALSE(ended);
    stop.emit(asio::cancellation_type::terminal);
    context_.restart();
    context_.run_for(std::chrono::seconds{20});
    EXPECT_TRUE(ended);
    EXPECT_EQ(told, ErrorKind::cancelled);
    EXPECT_FALSE(went_on);
}

INSTANTIATE_TEST_SUITE_P(All, ProcessRunnerContract,
                         testing::Values(Kind{"Linux",
                                              [] { return std::make_unique<linux_edges::ChildProcessRunner>(); }},
                                         Kind{"Worker", [] { return std::make_unique<RunnerWithWorker>(); }},
                                         Kind{"Fake", pretending_runner}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace planekeeper::process_runner_contract_test
