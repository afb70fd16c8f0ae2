// Measures a start on a node where everything is in place: from just before fork to READY=1.

#include <CLI/CLI.hpp>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench_root.hpp"
#include "daemon_process.hpp"
#include "quantiles.hpp"

namespace planekeeper::bench {
namespace {

struct Options {
    std::string daemon;
    std::size_t files = 30;
    int starts = 100;
};

Duration start(const std::string& daemon, const std::vector<std::string>& arguments) {
    DaemonProcess process(daemon, arguments);
    const auto time = process.wait_until_ready();
    if (!time) throw std::runtime_error("the daemon did not get ready");
    return *time;
}

void prepare(const BenchRoot& root, const Options& options) {
    DaemonProcess process(options.daemon, {"--root", root.path().string()});
    if (!process.wait_until_ready() || !root.wait_for_files()) throw std::runtime_error("the daemon wrote no files");
    std::this_thread::sleep_for(std::chrono::seconds(3));  // for the daemon's other work
}

int measure(const Options& options) {
    const BenchRoot root(options.files);
    prepare(root, options);
    std::vector<Duration> starts;
    std::vector<Duration> floor;
    for (int i = 0; i < options.starts; ++i) {
        starts.push_back(start(options.daemon, {"--root", root.path().string()}));
        const auto begin = std::chrono::steady_clock::now();
        ChildProcess version({options.daemon, "--version"}, {}, 2);
        version.wait();
        floor.push_back(std::chrono::steady_clock::now() - begin);
    }
    std::cout << "start with everything in place, " << options.files << " files, " << options.starts << " starts\n"
              << "  planekeeperd --version  p50 " << milliseconds_text(quantile(floor, 0.50)) << "  p99 "
              << milliseconds_text(quantile(floor, 0.99)) << "   (the program is loaded and ends)\n"
              << "  exec to READY           p50 " << milliseconds_text(quantile(starts, 0.50)) << "  p99 "
              << milliseconds_text(quantile(starts, 0.99)) << "   (aim: 5 ms)\n";
    return 0;
}

}  // namespace
}  // namespace planekeeper::bench

int main(int count, char** arguments) {
    planekeeper::bench::Options options;
    CLI::App program("From exec to READY on a node where everything is in place");
    program.add_option("--daemon", options.daemon, "planekeeperd")->required()->check(CLI::ExistingFile);
    program.add_option("--files", options.files)->check(CLI::Range(1, 80))->capture_default_str();
    program.add_option("--starts", options.starts)->check(CLI::PositiveNumber)->capture_default_str();
    CLI11_PARSE(program, count, arguments);
    try {
        return planekeeper::bench::measure(options);
    } catch (const std::exception& error) {
        std::cerr << "bench_start: " << error.what() << "\n";
        return 1;
    }
}
