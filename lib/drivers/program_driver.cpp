#include "drivers/program_driver.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sstream>

#include "drivers/image_store.hpp"
#include "kubernetes/known_failures.hpp"
#include "kubernetes/program.hpp"
#include "kubernetes/rehearsal.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

namespace {

/// One at a time, by a name that says whose it is.
constexpr const char* container_name = "planekeeper-rehearsal";
constexpr auto longest_rehearsal = 90s;
/// After the first line about etcd: some versions connect to it before they have read all of their files.
constexpr std::chrono::seconds least_time_after_etcd = 5s;
constexpr std::size_t kept_of_rehearsal = 200;
constexpr int most_looks_for_task = 50;

void append(std::vector<std::string>& words, std::initializer_list<std::string> more) {
    words.insert(words.end(), more);
}

/// ctr gives a container a network of its own without any interface.
std::vector<std::string> ctr_words(const std::string& reference, const kubernetes::Rehearsal& run) {
    std::vector<std::string> words{"run", "--rm"};
    if (run.memory_bytes > 0) append(words, {"--memory-limit", std::to_string(run.memory_bytes)});
    for (const auto& mount : run.mounts) {
        append(words, {"--mount", "type=bind,src=" + mount.host_path + ",dst=" + mount.mount_path + ",options=rbind:ro"});
    }
    for (const auto& directory : run.empty_directories) {
        append(words, {"--mount", "type=tmpfs,dst=" + directory + ",options=mode=0700"});
    }
    append(words, {reference, container_name, std::string{kubernetes::apiserver_program}});
    words.insert(words.end(), run.flags.begin(), run.flags.end());
    return words;
}

/// Of "planekeeper-rehearsal    4711    RUNNING" in what `ctr tasks ls` prints; empty: it does not run.
std::string pid_in(const std::string& tasks) {
    std::istringstream lines{tasks};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string name;
        std::string pid;
        std::string state;
        if (words >> name >> pid >> state && name == container_name && state == "RUNNING") return pid;
    }
    return {};
}

/// What a rehearsal that never ran says.
model::ObservedRehearsal not_started(std::string generation, std::string why) {
    return {.generation = std::move(generation), .outcome = model::RehearsalOutcome::undecided,
            .reason = "NotStarted", .message = std::move(why)};
}

}  // namespace

void ProgramDriver::Log::add(std::string_view line) {
    if (lines.size() == kept_of_rehearsal) lines.erase(lines.begin());
    lines.push_back(kubernetes::mask_secrets(line));
    if (etcd_asked || !kubernetes::asks_for_etcd(line)) return;
    etcd_asked = true;
    etcd_asked_at = std::chrono::steady_clock::now();
}

asio::awaitable<Result<edges::ProcessOutcome>> ProgramDriver::run(Words argv, std::chrono::milliseconds timeout) {
    edges::ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.timeout = timeout;
    spec.sandbox = edges::Sandbox::build;
    co_return co_await processes_.run(std::move(spec));
}

asio::awaitable<void> ProgramDriver::clear(model::Runtime runtime) {
    // A container that is not there is what is wanted: no outcome is looked at. ctr that was ended has not ended what
    // it started.
    Words task{"tasks", "delete", "--force", container_name};
    (void)co_await run(ctr_command(runtime, std::move(task)), 30s);
    Words container{"containers", "delete", container_name};
    (void)co_await run(ctr_command(runtime, std::move(container)), 30s);
}

asio::awaitable<std::string> ProgramDriver::output_of(std::string reference, model::Runtime runtime, std::string flag) {
    Words words{"run", "--rm", std::move(reference), container_name, std::string{kubernetes::apiserver_program},
                std::move(flag)};
    const auto outcome = co_await run(ctr_command(runtime, std::move(words)), 60s);
    co_return outcome && outcome->exit_code == 0 ? outcome->output : std::string{};
}

asio::awaitable<model::ObservedProgram> ProgramDriver::read(model::ReadProgram change, model::Runtime runtime) {
    model::ObservedProgram seen;
    seen.sha512 = change.sha512;
    const auto store = co_await image_store(&processes_, runtime);
    if (!store || *store != model::ImageStore::containerd) co_return seen;
    co_await clear(runtime);
    seen.version = kubernetes::program_version(co_await output_of(change.reference, runtime, "--version"));
    seen.flags = kubernetes::program_flags(co_await output_of(change.reference, runtime, "--help"));
    co_await clear(runtime);
    co_return seen;
}

asio::awaitable<Result<int>> ProgramDriver::run_to_end(Words argv, Log* log) {
    edges::ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.timeout = longest_rehearsal;
    spec.sandbox = edges::Sandbox::build;
    spec.on_line = [log](std::string_view line) { log->add(line); };
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) co_return fail(outcome.error());
    co_return outcome->exit_code;
}

asio::awaitable<void> ProgramDriver::offer_when_memory_is_short(model::Runtime runtime) {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (int looks = 0; looks < most_looks_for_task; ++looks) {
        Words list{"tasks", "ls"};
        const auto tasks = co_await run(ctr_command(runtime, std::move(list)), 30s);
        const auto pid = tasks ? pid_in(tasks->output) : std::string{};
        if (!pid.empty()) {
            Words choom{"choom", "--adjust", "1000", "--pid", pid};
            (void)co_await run(std::move(choom), 10s);
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
        if (!log->etcd_asked) continue;
        // As long again as it took so far: on a slow board the rest of its start is slow, too.
        const auto enough = std::max<Clock::duration>(log->etcd_asked_at - log->begun, least_time_after_etcd);
        if (Clock::now() - log->etcd_asked_at >= enough) co_return;
    }
}

asio::awaitable<model::ObservedRehearsal> ProgramDriver::rehearse(model::Rehearse change, model::DesiredState desired,
                                                                  ProgressSink progress) {
    const auto store = co_await image_store(&processes_, desired.runtime);
    if (!store) co_return not_started(change.generation, store.error().text());
    if (*store != model::ImageStore::containerd) {
        co_return not_started(change.generation, "generations are rehearsed with containerd only");
    }
    progress("rehearsing", change.reference);
    co_await clear(desired.runtime);
    const auto rehearsal = kubernetes::rehearsal(desired, change.cures);
    Log log;
    auto outcome = co_await (run_to_end(ctr_command(desired.runtime, ctr_words(change.reference, rehearsal)), &log) ||
                             (wait_until_far_enough(&log) && offer_when_memory_is_short(desired.runtime)));
    co_await clear(desired.runtime);
    const auto* const ended = std::get_if<Result<int>>(&outcome);
    // Its time is over, or the worker is gone, but it has asked for etcd: as far as it could get.
    if (ended != nullptr && !*ended && !log.etcd_asked) co_return not_started(change.generation, ended->error().text());
    const int exit_code = ended != nullptr && *ended ? **ended : 0;
    auto seen = kubernetes::judge_rehearsal(exit_code, log.lines, desired.version);
    seen.generation = change.generation;
    co_return seen;
}

}  // namespace planekeeper::drivers
