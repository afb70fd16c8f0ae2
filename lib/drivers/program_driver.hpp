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

/// Starts the program of an image beside the kubelet's containers: without a network, for a short time, removed
/// when it is over.
class ProgramDriver {
public:
    explicit ProgramDriver(edges::ProcessRunner& processes) : processes_(processes) {}

    /// What the program says by --version and --help. Errors: terminal when it cannot be executed, ends with another
    /// code than 0 or names no version, with what was said; transient when nobody could ask it.
    [[nodiscard]] boost::asio::awaitable<Result<model::ObservedProgram>> read(model::ReadProgram change,
                                                                              model::DesiredState desired);

    /// Lets it run until it has got as far as it can and gone on for a while, or ends, or a minute and a half is over.
    /// Errors: transient when it was never started.
    [[nodiscard]] boost::asio::awaitable<Result<model::ObservedRehearsal>> rehearse(model::Rehearse change,
                                                                                    model::DesiredState desired,
                                                                                    ProgressSink progress);

private:
    using Words = std::vector<std::string>;
    /// What a program has said so far, and since when it has got as far as it can (RehearsalRow::has_come_far).
    struct Log {
        bool (*has_come_far)(std::string_view line) = nullptr;
        std::vector<std::string> lines{};
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
        std::chrono::steady_clock::time_point got_far_at{};
        bool got_far = false;
        void add(std::string_view line);
    };

    /// How one start with this flag ended.
    boost::asio::awaitable<Result<edges::ProcessOutcome>> ask(ProgramStart start, std::string flag);
    /// Its stdout, when it exits with 0. Who says nothing is asked again.
    boost::asio::awaitable<Result<std::string>> answer(ProgramStart start, std::string flag);
    /// Its exit code. `log` takes what it says meanwhile.
    boost::asio::awaitable<Result<int>> run_to_end(ProgramStart start, Words flags, Log* log);
    boost::asio::awaitable<void> wait_until_far_enough(const Log* log);
    /// Its exit code, 0 when it got as far as it could. Errors: those of prepare and run_to_end; transient when ctr or
    /// buildah failed before the program was there.
    boost::asio::awaitable<Result<int>> hold(ProgramStart start, Words flags, Log* log);
    /// A container of ctr inherits the OOM score of containerd's shim, one above containerd's own (containerd#3380):
    /// -998 by Debian's unit, which is below the -997 of the API server that runs (kubernetes pkg/kubelet/qos/policy.go).
    /// It shall be the first to be killed instead, before any pod.
    boost::asio::awaitable<void> offer_when_memory_is_short(Words tasks);
    /// Ends and removes what may be left, also of an earlier life of the daemon.
    boost::asio::awaitable<void> clear(ProgramStart start);
    boost::asio::awaitable<Result<void>> prepare(ProgramStart start);
    boost::asio::awaitable<Result<edges::ProcessOutcome>> run(Words argv, std::chrono::milliseconds timeout,
                                                              edges::Sandbox sandbox);

    edges::ProcessRunner& processes_;
};

}  // namespace planekeeper::drivers
