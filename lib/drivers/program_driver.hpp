#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "drivers/program_start.hpp"
#include "drivers/progress.hpp"
#include "edges/process_runner.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::drivers {

/// Starts the program of an image beside the kubelet's containers: for a short time, without a network, and removed
/// afterwards.
class ProgramDriver {
public:
    explicit ProgramDriver(edges::ProcessRunner& processes) : processes_(processes) {}

    /// Asks the program by --version and --help. Errors: terminal with the program's output when it cannot be executed,
    /// exits with another code than 0 or prints no version; transient when it could not be asked.
    [[nodiscard]] boost::asio::awaitable<Result<model::ObservedProgram>> read(model::ReadProgram change,
                                                                              model::DesiredState desired);

    /// Runs the program until it has come far enough and continued for a while, or ends, or 90 seconds are over.
    /// Errors: transient when the program was never started, or when the time is over before it has come far enough.
    [[nodiscard]] boost::asio::awaitable<Result<model::ObservedRehearsal>> rehearse(model::Rehearse change,
                                                                                    model::DesiredState desired,
                                                                                    ProgressSink progress);

private:
    using Words = std::vector<std::string>;
    /// The output of a program so far, and the time at which it had come far enough (RehearsalRow::has_come_far).
    struct Log {
        bool (*has_come_far)(std::string_view line) = nullptr;
        std::vector<std::string> lines{};
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
        std::chrono::steady_clock::time_point got_far_at{};
        bool got_far = false;
        void add(std::string_view line);
    };

    /// The outcome of one start with this flag.
    boost::asio::awaitable<Result<edges::ProcessOutcome>> ask(ProgramStart start, std::string flag);
    /// The stdout of the program, which must exit with 0. A silent program is asked again.
    boost::asio::awaitable<Result<std::string>> answer(ProgramStart start, std::string flag);
    /// The exit code of the program. `log` collects its output.
    boost::asio::awaitable<Result<int>> run_to_end(ProgramStart start, Words flags, Log* log);
    boost::asio::awaitable<void> wait_until_far_enough(const Log* log);
    /// The exit code of the program, or 0 when it came far enough and was ended. Errors: those of prepare() and
    /// run_to_end(); transient when ctr or buildah failed before the program started.
    boost::asio::awaitable<Result<int>> hold(ProgramStart start, Words flags, Log* log);
    /// Makes the kernel kill this container before any pod when memory is short. A container of ctr inherits the OOM
    /// score of containerd's shim, which is one above containerd's own (containerd#3380): -998 with Debian's unit,
    /// below the -997 of the running API server (kubernetes pkg/kubelet/qos/policy.go).
    boost::asio::awaitable<void> offer_when_memory_is_short(Words tasks);
    /// Ends and removes any leftover container, also one of an earlier run of the daemon.
    boost::asio::awaitable<void> clear(ProgramStart start);
    boost::asio::awaitable<Result<void>> prepare(ProgramStart start);
    boost::asio::awaitable<Result<edges::ProcessOutcome>> run(Words argv, std::chrono::milliseconds timeout,
                                                              edges::Sandbox sandbox);

    edges::ProcessRunner& processes_;
};

}  // namespace planekeeper::drivers
