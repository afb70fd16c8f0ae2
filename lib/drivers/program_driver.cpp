#include "drivers/program_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sstream>

#include "components/component_row.hpp"
#include "components/program.hpp"
#include "components/rehearsal.hpp"
#include "drivers/image_store.hpp"
#include "failures/known_failures.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto longest_rehearsal = 90s;
/// A program has to continue at least so long after it has come far enough: some versions of kube-apiserver connect to
/// etcd before they have read all of their files.
constexpr std::chrono::seconds least_time_after = 5s;
constexpr std::size_t kept_of_rehearsal = 200;
constexpr int most_looks_for_task = 50;
/// ctr silently loses the output of a program that ends before ctr has opened it (containerd client, Task.Delete
/// cancels the opening). It happens on a busy machine, so silence is believed only at the last of so many starts.
constexpr int most_starts_of_silent = 5;

/// The pid in "planekeeper-rehearsal    4711    RUNNING", as `ctr tasks ls` prints it; empty: the container does not
/// run.
std::string pid_in(const std::string& tasks) {
    std::istringstream lines{tasks};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string name;
        std::string pid;
        std::string state;
        if (words >> name >> pid >> state && name == rehearsal_container && state == "RUNNING") return pid;
    }
    return {};
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.empty() && !is_of_starter(line)) lines.push_back(kubernetes::mask_secrets(line));
    }
    return lines;
}

/// True when the program printed neither an answer nor a reason.
bool is_silent(const edges::ProcessOutcome& outcome) {
    return outcome.exit_code == 0 ? outcome.output.empty() : outcome.errors.empty();
}

/// The error of a program that exited with another code than 0.
Error ended_badly(const edges::ProcessOutcome& outcome, const std::string& flag) {
    const auto lines = lines_of(outcome.errors);
    const auto code = fmt::format("exit code {}", outcome.exit_code);
    const auto said = lines.empty() ? code : fmt::format("{} ({})", lines.back(), code);
    if (starter_failed(outcome.exit_code, lines)) return {ErrorKind::transient, said};
    if (kubernetes::cannot_be_executed(lines))
        return {ErrorKind::terminal, fmt::format("it cannot be executed: {}", said)};
    return {ErrorKind::terminal, fmt::format("{} ended with {}", flag, said)};
}

}  // namespace

void ProgramDriver::Log::add(std::string_view line) {
    if (is_of_starter(line) || kubernetes::is_of_usage(line)) return;
    if (lines.size() == kept_of_rehearsal) lines.erase(lines.begin());
    lines.push_back(kubernetes::mask_secrets(line));
    if (got_far || has_come_far == nullptr || !has_come_far(line)) return;
    got_far = true;
    got_far_at = std::chrono::steady_clock::now();
}

asio::awaitable<Result<edges::ProcessOutcome>> ProgramDriver::run(Words argv, std::chrono::milliseconds timeout,
                                                                  edges::Sandbox sandbox) {
    edges::ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.timeout = timeout;
    spec.sandbox = sandbox;
    co_return co_await processes_.run(std::move(spec));
}

asio::awaitable<void> ProgramDriver::clear(ProgramStart start) {
    for (const auto& words : start.clear) (void)co_await run(words, 30s, start.sandbox);
}

asio::awaitable<Result<void>> ProgramDriver::prepare(ProgramStart start) {
    co_await clear(start);
    for (const auto& words : start.prepare) {
        const auto outcome = co_await run(words, 60s, start.sandbox);
        if (!outcome) co_return fail(outcome.error());
        if (outcome->exit_code == 0) continue;
        const auto lines = lines_of(outcome->errors);
        co_return fail(ErrorKind::transient,
                       fmt::format("{}: {}", words.front(), lines.empty() ? "no reason given" : lines.back()));
    }
    co_return Result<void>{};
}

asio::awaitable<Result<edges::ProcessOutcome>> ProgramDriver::ask(ProgramStart start, std::string flag) {
    if (auto prepared = co_await prepare(start); !prepared) co_return fail(std::move(prepared).error());
    auto words = start.run;
    words.push_back(std::move(flag));
    auto outcome = co_await run(std::move(words), 60s, start.sandbox);
    co_await clear(std::move(start));
    co_return outcome;
}

asio::awaitable<Result<std::string>> ProgramDriver::answer(ProgramStart start, std::string flag) {
    auto outcome = co_await ask(start, flag);
    for (int starts = 1; starts < most_starts_of_silent && outcome && is_silent(*outcome); ++starts) {
        outcome = co_await ask(start, flag);
    }
    if (!outcome) co_return fail(std::move(outcome).error());
    if (outcome->exit_code != 0) co_return fail(ended_badly(*outcome, flag));
    co_return std::move(outcome->output);
}

asio::awaitable<Result<model::ObservedProgram>> ProgramDriver::read(model::ReadProgram change,
                                                                    model::DesiredState desired) {
    const auto program = fmt::format("the {} in {}", to_string(change.component), change.reference);
    const auto store = co_await image_store(&processes_, desired.runtime);
    if (!store) co_return fail(store.error());
    const kubernetes::Rehearsal unbounded;
    const auto start = program_start(*store, change.component, desired, change.reference, unbounded);
    const auto version = co_await answer(start, "--version");
    if (!version) co_return fail(Error{version.error()}.during(program));
    const auto help = co_await answer(start, "--help");
    if (!help) co_return fail(Error{help.error()}.during(program));
    model::ObservedProgram seen;
    seen.sha512 = change.sha512;
    seen.version = kubernetes::program_version(*version);
    seen.flags = kubernetes::program_flags(*help);
    if (!seen.version.empty()) co_return seen;
    const auto lines = lines_of(*version);
    const auto said = lines.empty() ? std::string{"nothing"} : fmt::format("\"{}\"", lines.front().substr(0, 200));
    co_return fail(ErrorKind::terminal, fmt::format("{} names no version: it says {} to --version", program, said));
}

asio::awaitable<Result<int>> ProgramDriver::run_to_end(ProgramStart start, Words flags, Log* log) {
    edges::ProcessSpec spec;
    spec.argv = std::move(start.run);
    spec.argv.insert(spec.argv.end(), flags.begin(), flags.end());
    spec.timeout = longest_rehearsal;
    spec.sandbox = start.sandbox;
    spec.on_line = [log](std::string_view line) { log->add(line); };
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) co_return fail(outcome.error());
    co_return outcome->exit_code;
}

asio::awaitable<void> ProgramDriver::offer_when_memory_is_short(Words list) {
    if (list.empty()) co_return;
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (int looks = 0; looks < most_looks_for_task; ++looks) {
        const auto tasks = co_await run(list, 30s, edges::Sandbox::build);
        const auto pid = tasks ? pid_in(tasks->output) : std::string{};
        if (!pid.empty()) {
            Words choom{"choom", "--adjust", "1000", "--pid", pid};
            (void)co_await run(std::move(choom), 10s, edges::Sandbox::build);
            co_return;
        }
        timer.expires_after(200ms);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> ProgramDriver::wait_until_far_enough(const Log* log) {
    using Clock = std::chrono::steady_clock;
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (;;) {
        timer.expires_after(200ms);
        co_await timer.async_wait(asio::use_awaitable);
        if (!log->got_far) continue;
        // Waits as long again as the start took so far: on a slow board the rest of the start is slow too.
        const auto enough = std::max<Clock::duration>(log->got_far_at - log->begun, least_time_after);
        if (Clock::now() - log->got_far_at >= enough) co_return;
    }
}

asio::awaitable<Result<int>> ProgramDriver::hold(ProgramStart start, Words flags, Log* log) {
    if (auto prepared = co_await prepare(start); !prepared) co_return fail(std::move(prepared).error());
    auto outcome = co_await (run_to_end(start, std::move(flags), log) ||
                             (wait_until_far_enough(log) && offer_when_memory_is_short(start.tasks)));
    co_await clear(std::move(start));
    const auto* const ended = std::get_if<Result<int>>(&outcome);
    // The time is over, or the worker is gone, but the program had come far enough.
    if (ended == nullptr || log->got_far) co_return ended != nullptr && *ended ? **ended : 0;
    if (!*ended || !starter_failed(**ended, log->lines)) co_return *ended;
    co_return fail(ErrorKind::transient, log->lines.empty() ? "no reason given" : log->lines.back());
}

asio::awaitable<Result<model::ObservedRehearsal>> ProgramDriver::rehearse(model::Rehearse change,
                                                                          model::DesiredState desired,
                                                                          ProgressSink progress) {
    constexpr const char* not_held = "the rehearsal could not be held";
    const auto store = co_await image_store(&processes_, desired.runtime);
    if (!store) co_return fail(Error{store.error()}.during(not_held));
    progress("rehearsing", change.reference);
    const auto rehearsal = kubernetes::rehearsal(change.component, desired, change.cures, change.link_ends);
    const auto start = program_start(*store, change.component, desired, change.reference, rehearsal);
    const auto has_come_far = kubernetes::row_of(change.component).rehearsal.has_come_far;
    Log log{.has_come_far = has_come_far};
    auto exit_code = co_await hold(start, rehearsal.flags, &log);
    for (int starts = 1; starts < most_starts_of_silent && exit_code && log.lines.empty(); ++starts) {
        log = {.has_come_far = has_come_far};
        exit_code = co_await hold(start, rehearsal.flags, &log);
    }
    if (!exit_code) co_return fail(std::move(exit_code).error().during(not_held));
    auto seen = kubernetes::judge_rehearsal(change.component, *exit_code, log.lines, desired.version);
    seen.generation = change.generation;
    co_return seen;
}

}  // namespace planekeeper::drivers
