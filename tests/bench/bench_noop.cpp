// Measures a pass with nothing to do, beside opening, reading and comparing the same files.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench_root.hpp"
#include "daemon_process.hpp"
#include "process_cost.hpp"
#include "quantiles.hpp"
#include "status/reply_json.hpp"
#include "status_socket.hpp"

namespace planekeeper::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::string daemon;
    std::size_t files = 30;
    int passes = 300;
};

/// Opens, stats, reads and compares every file.
void compare_all(const std::vector<std::filesystem::path>& files, const std::vector<std::string>& contents,
                 std::string& buffer) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        const int file = open(files[i].c_str(), O_RDONLY | O_CLOEXEC);
        struct stat status{};
        const bool same = file >= 0 && fstat(file, &status) == 0 &&
                          read(file, buffer.data(), buffer.size()) == static_cast<ssize_t>(contents[i].size()) &&
                          std::memcmp(buffer.data(), contents[i].data(), contents[i].size()) == 0;
        close(file);
        if (!same) throw std::runtime_error("changed meanwhile: " + files[i].string());
    }
}

std::vector<Duration> floor_times(const std::vector<std::filesystem::path>& files, int passes) {
    std::vector<std::string> contents;
    for (const auto& file : files) contents.push_back(read_file(file));
    std::string buffer(std::size_t{1} << 20U, '\0');
    std::vector<Duration> times;
    for (int i = 0; i < passes; ++i) {
        const auto begin = Clock::now();
        compare_all(files, contents, buffer);
        times.push_back(Clock::now() - begin);
    }
    return times;
}

/// The round trip of a request that does nothing: the socket's part of each measured pass.
std::vector<Duration> round_trips(const StatusSocket& socket, int count) {
    std::vector<Duration> times;
    for (int i = 0; i < count; ++i) {
        const auto begin = Clock::now();
        if (!socket.status()) throw std::runtime_error("no answer from the daemon's socket");
        times.push_back(Clock::now() - begin);
    }
    return times;
}

/// The time from the request for a pass until status shows its end; nullopt after ten seconds. `requests` counts
/// requests.
std::optional<Duration> pass_time(const StatusSocket& socket, int& requests) {
    const auto begin = Clock::now();
    const auto accepted = socket.request("POST", "/v1/reconcile");
    requests = 1;
    if (!accepted) return std::nullopt;
    const auto before = status::accepted_from_json(*accepted);
    if (!before) return std::nullopt;
    while (Clock::now() - begin < std::chrono::seconds(10)) {
        const auto snapshot = socket.status();
        ++requests;
        if (snapshot && snapshot->counters.passes > *before) return Clock::now() - begin;
    }
    return std::nullopt;
}

struct PassTimes {
    std::vector<Duration> wall;  ///< without the socket's part
    Duration cpu{};              ///< per pass, without the socket's part
    int never = 0;
};

PassTimes daemon_times(const StatusSocket& socket, pid_t daemon, int passes) {
    const Duration cpu_begin = cost_of(daemon).cpu;
    const Duration round_trip = median(round_trips(socket, passes));
    const Duration cpu_requests = cost_of(daemon).cpu - cpu_begin;
    PassTimes times;
    int all_requests = 0;
    const Duration cpu_passes_begin = cost_of(daemon).cpu;
    for (int i = 0; i < passes; ++i) {
        int requests = 0;
        const auto wall = pass_time(socket, requests);
        all_requests += requests;
        if (wall) times.wall.push_back(std::max(Duration{}, *wall - round_trip * requests));
        times.never += wall ? 0 : 1;
    }
    const Duration cpu_all = cost_of(daemon).cpu - cpu_passes_begin;
    times.cpu = (cpu_all - cpu_requests / passes * all_requests) / passes;
    return times;
}

void print(const std::vector<Duration>& floor, const PassTimes& daemon, const model::Counters& before,
           const model::Counters& after, const Options& options) {
    const Duration floor_p50 = quantile(floor, 0.50);
    const Duration p50 = quantile(daemon.wall, 0.50);
    std::cout << "no-op pass over " << options.files << " files, " << options.passes << " passes\n"
              << "  open+fstat+read+memcmp  p50 " << milliseconds_text(floor_p50) << "  p99 "
              << milliseconds_text(quantile(floor, 0.99)) << "\n"
              << "  planekeeperd pass       p50 " << milliseconds_text(p50) << "  p99 "
              << milliseconds_text(quantile(daemon.wall, 0.99)) << "  cpu " << milliseconds_text(daemon.cpu)
              << "  never " << daemon.never << "   (the socket's round trips taken off)\n"
              << "  ratio                   p50 " << ratio_text(p50, floor_p50) << "  cpu "
              << ratio_text(daemon.cpu, floor_p50) << "   (aim: 5x)\n"
              << "  meanwhile: passes " << after.passes - before.passes << ", files written "
              << after.files_written - before.files_written << ", processes started "
              << after.processes_started - before.processes_started << ", API writes "
              << after.api_writes - before.api_writes << "\n";
}

int measure(const Options& options) {
    const BenchRoot root(options.files);
    DaemonProcess daemon(options.daemon, {"--root", root.path().string()});
    if (!daemon.wait_until_ready()) throw std::runtime_error("the daemon did not get ready");
    if (!root.wait_for_files()) throw std::runtime_error("the daemon did not write its files");
    std::this_thread::sleep_for(std::chrono::seconds(3));  // for the daemon's other work
    const StatusSocket socket((root.path() / "run/planekeeper/planekeeper.sock").string());
    const auto before = socket.status();
    const PassTimes passes = daemon_times(socket, daemon.pid(), options.passes);
    const auto after = socket.status();
    if (!before || !after) throw std::runtime_error("no answer from the daemon's socket");
    print(floor_times(root.files(), options.passes), passes, before->counters, after->counters, options);
    return 0;
}

}  // namespace
}  // namespace planekeeper::bench

int main(int count, char** arguments) {
    planekeeper::bench::Options options;
    CLI::App program("A pass that finds nothing to do, beside open, fstat, read and memcmp of the same files");
    program.add_option("--daemon", options.daemon, "planekeeperd")->required()->check(CLI::ExistingFile);
    program.add_option("--files", options.files)->check(CLI::Range(1, 80))->capture_default_str();
    program.add_option("--passes", options.passes)->check(CLI::PositiveNumber)->capture_default_str();
    CLI11_PARSE(program, count, arguments);
    try {
        return planekeeper::bench::measure(options);
    } catch (const std::exception& error) {
        std::cerr << "bench_noop: " << error.what() << "\n";
        return 1;
    }
}
