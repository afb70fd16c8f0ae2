// Measures the cost of a quiet daemon (memory, wakeups, bytes written, processes started) and the time until it is
// ready. With --pid it measures a running daemon (on a real, converged node) and starts none.

#include <CLI/CLI.hpp>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench_root.hpp"
#include "daemon_process.hpp"
#include "process_cost.hpp"
#include "quantiles.hpp"
#include "status_socket.hpp"

namespace planekeeper::bench {
namespace {

struct Options {
    std::string daemon;
    pid_t pid = 0;
    std::string socket;
    std::size_t files = 30;
    int settle_seconds = 10;
    int seconds = 120;
    int starts = 5;
};

void print_change(const char* name, std::uint64_t before, std::uint64_t after, const char* aim) {
    std::cout << "  " << name << after - before << aim << "\n";
}

/// The status is requested outside the measured time, because an answer costs a wakeup and some writes to a socket.
void observe(pid_t pid, const StatusSocket& socket, int seconds) {
    const auto status_before = socket.status();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const ProcessCost before = cost_of(pid);
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    const ProcessCost after = cost_of(pid);
    const auto status_after = socket.status();
    if (after.resident_kib == 0) throw std::runtime_error("the daemon ended while it was observed");

    std::cout << "idle for " << seconds << " s\n"
              << "  memory:           RSS " << after.resident_kib / 1024 << " MiB (" << after.resident_kib
              << " KiB), PSS " << after.proportional_kib << " KiB, private " << after.private_kib
              << " KiB   (aim: 12 MB)\n";
    print_change("wakeups:          ", before.wakeups, after.wakeups, "");
    print_change("bytes written:    ", before.written_bytes, after.written_bytes, "   (aim: 0)");
    print_change("write calls:      ", before.write_calls, after.write_calls, "");
    print_change("faults, children: ", before.child_faults, after.child_faults, "   (0: no child process was run)");
    std::cout << "  cpu:              " << milliseconds_text(after.cpu - before.cpu) << "\n";
    if (!status_before || !status_after) {
        std::cout << "  processes started: unknown, no answer from the socket\n";
        return;
    }
    print_change("processes started: ", status_before->counters.processes_started,
                 status_after->counters.processes_started, "   (by its own count; aim: 0)");
    print_change("passes:           ", status_before->counters.passes, status_after->counters.passes, "");
    for (const auto& condition : status_after->conditions) {
        std::cout << "  condition:        " << condition.type << "=" << model::to_string(condition.status) << " "
                  << condition.reason << "\n";
    }
}

Duration started_and_stopped(const Options& options, const BenchRoot& root) {
    DaemonProcess daemon(options.daemon, {"--root", root.path().string()});
    const auto ready = daemon.wait_until_ready();
    if (!ready) throw std::runtime_error("the daemon did not get ready");
    return *ready;
}

void measure_own(const Options& options) {
    const BenchRoot root(options.files);
    {
        DaemonProcess first(options.daemon, {"--root", root.path().string()});
        if (!first.wait_until_ready()) throw std::runtime_error("the daemon did not get ready");
        if (!root.wait_for_files()) throw std::runtime_error("the daemon did not write its files");
        std::this_thread::sleep_for(std::chrono::seconds(3));  // for the daemon's other work
    }
    std::vector<Duration> ready;
    for (int i = 0; i < options.starts; ++i) ready.push_back(started_and_stopped(options, root));
    std::cout << "exec to READY on a root with everything in place, " << options.starts << " starts\n  p50 "
              << milliseconds_text(median(ready)) << "  worst " << milliseconds_text(quantile(ready, 1.0)) << "\n";

    DaemonProcess daemon(options.daemon, {"--root", root.path().string()});
    if (!daemon.wait_until_ready()) throw std::runtime_error("the daemon did not get ready");
    std::this_thread::sleep_for(std::chrono::seconds(options.settle_seconds));
    observe(daemon.pid(), StatusSocket((root.path() / "run/planekeeper/planekeeper.sock").string()), options.seconds);
}

int measure(const Options& options) {
    if (options.pid > 0) {
        observe(options.pid, StatusSocket(options.socket), options.seconds);
    } else {
        measure_own(options);
    }
    return 0;
}

}  // namespace
}  // namespace planekeeper::bench

int main(int count, char** arguments) {
    planekeeper::bench::Options options;
    options.socket = "/run/planekeeper/planekeeper.sock";
    CLI::App program("What a quiet daemon costs, and how fast it gets ready");
    auto* daemon = program.add_option("--daemon", options.daemon, "planekeeperd")->check(CLI::ExistingFile);
    auto* pid = program.add_option("--pid", options.pid, "a running daemon instead")->excludes(daemon);
    program.add_option("--socket", options.socket, "of the running daemon")->needs(pid)->capture_default_str();
    program.add_option("--files", options.files)->check(CLI::Range(1, 80))->capture_default_str();
    program.add_option("--settle", options.settle_seconds, "seconds before it is looked at")->capture_default_str();
    program.add_option("--seconds", options.seconds, "how long it is looked at")->capture_default_str();
    program.add_option("--starts", options.starts)->check(CLI::PositiveNumber)->capture_default_str();
    CLI11_PARSE(program, count, arguments);
    try {
        if (options.daemon.empty() && options.pid == 0) throw std::runtime_error("give --daemon or --pid");
        return planekeeper::bench::measure(options);
    } catch (const std::exception& error) {
        std::cerr << "bench_idle: " << error.what() << "\n";
        return 1;
    }
}
