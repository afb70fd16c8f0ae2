// Measures how long a file stays wrong: from close() after a foreign change until the right bytes can be read again.
// Rounds of the bare loop (floor_drift) and of the daemon alternate, so that both see the same machine.

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <iostream>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench_root.hpp"
#include "daemon_process.hpp"
#include "quantiles.hpp"
#include "status_socket.hpp"

namespace planekeeper::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Options {
    std::string daemon;
    std::string floor;
    std::size_t files = 30;
    int drifts = 500;
    int rounds = 10;
    int pause_milliseconds = 50;
};

/// A directory whose files a program keeps.
class Kept {
public:
    Kept(const fs::path& directory, std::vector<fs::path> files) : files_(std::move(files)) {
        for (const auto& file : files_) contents_.push_back(read_file(file));
        watch_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (watch_ < 0 || inotify_add_watch(watch_, directory.c_str(), IN_MOVED_TO | IN_CLOSE_WRITE) < 0) {
            throw std::runtime_error("cannot watch " + directory.string());
        }
    }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    ~Kept() { close(watch_); }

    /// Changes one file. Returns the time until it is right again, nullopt after ten seconds.
    [[nodiscard]] std::optional<Duration> drift(std::size_t number) const {
        forget_events();
        const int file = open(files_[number].c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
        static constexpr std::string_view wrong = "drifted\n";
        if (file < 0 || write(file, wrong.data(), wrong.size()) != static_cast<ssize_t>(wrong.size())) {
            throw std::runtime_error("cannot change " + files_[number].string());
        }
        close(file);
        const auto changed = Clock::now();
        while (Clock::now() - changed < std::chrono::seconds(10)) {
            if (read_file(files_[number]) == contents_[number]) return Clock::now() - changed;
            pollfd waited{watch_, POLLIN, 0};
            poll(&waited, 1, 100);
            forget_events();
        }
        return std::nullopt;
    }

private:
    void forget_events() const {
        std::array<char, 4096> events{};
        while (read(watch_, events.data(), events.size()) > 0) {
        }
    }

    std::vector<fs::path> files_;
    std::vector<std::string> contents_;
    int watch_ = -1;
};

struct Times {
    std::vector<Duration> all;
    std::vector<Duration> round_medians;
    int never = 0;
};

/// Few enough drifts over enough files that hardly any file is hit five times. From the fifth on the daemon sees a
/// fight with another writer and slows down on purpose.
constexpr int drifts_before_truce = 20;

/// `truce` makes the daemon forget its repairs.
void measure_round(const Kept& kept, const Options& options, const std::function<void()>& truce, std::mt19937& order,
                   Times& times) {
    std::vector<Duration> round;
    const auto pause = std::chrono::milliseconds(options.pause_milliseconds);
    for (int i = 0; i < options.drifts / options.rounds; ++i) {
        if (i % drifts_before_truce == 0) {
            truce();
            std::this_thread::sleep_for(pause);
        }
        const auto time = kept.drift(std::uniform_int_distribution<std::size_t>(0, options.files - 1)(order));
        if (time) round.push_back(*time);
        times.never += time ? 0 : 1;
        std::this_thread::sleep_for(pause);
    }
    times.round_medians.push_back(median(round));
    times.all.insert(times.all.end(), round.begin(), round.end());
}

/// Runs floor_drift over a copy of the daemon's files.
class Floor {
public:
    Floor(const std::string& program, const BenchRoot& original) {
        for (const auto& file : original.files()) {
            fs::copy_file(file, directory_.path() / file.filename());
            files_.push_back(directory_.path() / file.filename());
        }
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
        process_.emplace(std::vector<std::string>{program, directory_.path().string()}, std::vector<std::string>{},
                         ends[1]);
        close(ends[1]);
        std::array<char, 16> line{};
        const ssize_t size = read(ends[0], line.data(), line.size());
        close(ends[0]);
        if (size <= 0) throw std::runtime_error(program + " did not start");
    }
    [[nodiscard]] const fs::path& directory() const { return directory_.path(); }
    [[nodiscard]] const std::vector<fs::path>& files() const { return files_; }

private:
    ScratchDirectory directory_;
    std::vector<fs::path> files_;
    std::optional<ChildProcess> process_;
};

void print(const Times& floor, const Times& daemon, const Options& options) {
    const Duration floor_p50 = quantile(floor.all, 0.50);
    const Duration floor_p99 = quantile(floor.all, 0.99);
    const Duration daemon_p50 = quantile(daemon.all, 0.50);
    const Duration daemon_p99 = quantile(daemon.all, 0.99);
    std::cout << "drift repair, " << options.drifts << " drifts each over " << options.files << " files, "
              << options.rounds << " interleaved rounds, close() to right bytes\n"
              << "  bare loop    p50 " << milliseconds_text(floor_p50) << "  p99 " << milliseconds_text(floor_p99)
              << "  never " << floor.never << "\n"
              << "  planekeeperd p50 " << milliseconds_text(daemon_p50) << "  p99 " << milliseconds_text(daemon_p99)
              << "  never " << daemon.never << "\n"
              << "  ratio        p50 " << ratio_text(daemon_p50, floor_p50) << "  p99 "
              << ratio_text(daemon_p99, floor_p99) << "  median of rounds "
              << ratio_text(median(daemon.round_medians), median(floor.round_medians)) << "   (aim: 3x)\n";
}

int measure(const Options& options) {
    const BenchRoot root(options.files);
    DaemonProcess daemon(options.daemon, {"--root", root.path().string()});
    if (!daemon.wait_until_ready()) throw std::runtime_error("the daemon did not get ready");
    if (!root.wait_for_files()) throw std::runtime_error("the daemon did not write its files");
    std::this_thread::sleep_for(std::chrono::seconds(3));  // for the daemon's other work
    const Kept by_daemon(root.manifest_directory(), root.files());
    const Floor floor(options.floor, root);
    const Kept by_floor(floor.directory(), floor.files());

    const StatusSocket socket((root.path() / "run/planekeeper/planekeeper.sock").string());
    const auto forget_repairs = [&socket] {
        if (!socket.request("POST", "/v1/reconcile")) throw std::runtime_error("no answer from the daemon's socket");
    };
    std::mt19937 order(1);
    Times floor_times;
    Times daemon_times;
    for (int round = 0; round < options.rounds; ++round) {
        measure_round(by_floor, options, [] {}, order, floor_times);
        measure_round(by_daemon, options, forget_repairs, order, daemon_times);
    }
    print(floor_times, daemon_times, options);
    return 0;
}

}  // namespace
}  // namespace planekeeper::bench

int main(int count, char** arguments) {
    planekeeper::bench::Options options;
    CLI::App program("Drift repair beside a bare loop of inotify, write, fsync and rename");
    program.add_option("--daemon", options.daemon, "planekeeperd")->required()->check(CLI::ExistingFile);
    program.add_option("--floor", options.floor, "floor_drift")->required()->check(CLI::ExistingFile);
    program.add_option("--files", options.files)->check(CLI::Range(1, 80))->capture_default_str();
    program.add_option("--drifts", options.drifts, "per side")->check(CLI::PositiveNumber)->capture_default_str();
    program.add_option("--rounds", options.rounds)->check(CLI::PositiveNumber)->capture_default_str();
    program.add_option("--pause", options.pause_milliseconds, "milliseconds between drifts")->capture_default_str();
    CLI11_PARSE(program, count, arguments);
    try {
        return planekeeper::bench::measure(options);
    } catch (const std::exception& error) {
        std::cerr << "bench_drift: " << error.what() << "\n";
        return 1;
    }
}
