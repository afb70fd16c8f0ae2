// Measures a pass with nothing to do, after an event and after a request, beside opening, reading and comparing the same files.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <functional>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "bench_root.hpp"
#include "daemon_process.hpp"
#include "process_cost.hpp"
#include "quantiles.hpp"
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

/// What makes the daemon run a pass.
using Cause = std::function<void()>;

/// The time from the cause until status shows the end of a pass; nullopt after ten seconds. `requests` counts requests of the
/// status.
std::optional<Duration> pass_time(const StatusSocket& socket, const Cause& cause, int& requests) {
    const auto before = socket.status();
    requests = 1;
    if (!before) return std::nullopt;
    const auto begin = Clock::now();
    cause();
    while (Clock::now() - begin < std::chrono::seconds(10)) {
        const auto snapshot = socket.status();
        ++requests;
        if (snapshot && snapshot->counters.passes > before->counters.passes) return Clock::now() - begin;
    }
    return std::nullopt;
}

struct PassTimes {
    std::vector<Duration> wall;  ///< without the socket's part
    Duration cpu{};              ///< per pass, without the socket's part
    int never = 0;
};

PassTimes daemon_times(const StatusSocket& socket, pid_t daemon, int passes, const Cause& cause) {
    const Duration cpu_begin = cost_of(daemon).cpu;
    const Duration round_trip = median(round_trips(socket, passes));
    const Duration cpu_requests = cost_of(daemon).cpu - cpu_begin;
    PassTimes times;
    int all_requests = 0;
    const Duration cpu_passes_begin = cost_of(daemon).cpu;
    for (int i = 0; i < passes; ++i) {
        int requests = 0;
        const auto wall = pass_time(socket, cause, requests);
        all_requests += requests;
        if (wall) times.wall.push_back(std::max(Duration{}, *wall - round_trip * (requests - 1)));
        times.never += wall ? 0 : 1;
    }
    const Duration cpu_all = cost_of(daemon).cpu - cpu_passes_begin;
    times.cpu = (cpu_all - cpu_requests / passes * all_requests) / passes;
    return times;
}

/// The daemon hears of a change that changed nothing.
void touch(const std::filesystem::path& file) {
    if (utimensat(AT_FDCWD, file.c_str(), nullptr, 0) != 0) throw std::runtime_error("cannot touch " + file.string());
}

void ask_for_a_pass(const StatusSocket& socket) {
    if (!socket.request("POST", "/v1/reconcile")) throw std::runtime_error("the daemon took no request for a pass");
}

void print(std::string_view name, const PassTimes& times, Duration floor) {
    const Duration p50 = quantile(times.wall, 0.50);
    std::cout << "  " << name << "  p50 " << milliseconds_text(p50) << "  p99 "
              << milliseconds_text(quantile(times.wall, 0.99)) << "  cpu " << milliseconds_text(times.cpu) << "  never "
              << times.never << "  ratio p50 " << ratio_text(p50, floor) << "  cpu " << ratio_text(times.cpu, floor)
              << "\n";
}

void print_meanwhile(const model::Counters& before, const model::Counters& after) {
    std::cout << "  meanwhile: passes " << after.passes - before.passes << ", files written "
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
    const auto touched = daemon_times(socket, daemon.pid(), options.passes, [&] { touch(root.files().front()); });
    const auto asked = daemon_times(socket, daemon.pid(), options.passes, [&] { ask_for_a_pass(socket); });
    const auto after = socket.status();
    if (!before || !after) throw std::runtime_error("no answer from the daemon's socket");
    const auto floor = floor_times(root.files(), options.passes);
    const Duration floor_p50 = quantile(floor, 0.50);
    std::cout << "no-op pass over " << options.files << " files, " << options.passes
              << " passes, without the round trips of the socket; aim: 2x\n"
              << "  open+fstat+read+memcmp  p50 " << milliseconds_text(floor_p50) << "  p99 "
              << milliseconds_text(quantile(floor, 0.99)) << "\n";
    print("after a touched file  ", touched, floor_p50);
    print("after a request       ", asked, floor_p50);
    print_meanwhile(before->counters, after->counters);
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
