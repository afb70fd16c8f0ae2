#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <filesystem>

#include "daemon.hpp"
#include "linux/hardening.hpp"

namespace {

/// Logs to stderr, one line for each message; under systemd the journal adds the time.
void set_up_log(const std::string& level) {
    auto logger = spdlog::stderr_logger_st("planekeeper");
    const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
    logger->set_pattern(journal ? "level=%l %v" : "%Y-%m-%dT%H:%M:%S.%e level=%l %v");
    logger->set_level(spdlog::level::from_str(level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

int run(int argc, char** argv) {
    planekeeper::DaemonOptions options;
    std::string level = "info";
    CLI::App program{"Keeps a Kubernetes control-plane node exactly as one file says.", "planekeeperd"};
    program.add_option("-f,--file", options.file,
                       "desired-state file (default ROOT/etc/planekeeper/desired-state.yaml)");
    program.add_option("--root", options.root, "put this directory in front of every path of the node");
    program.add_option("--socket", options.socket, "status socket (default ROOT/run/planekeeper/planekeeper.sock)");
    program.add_option("--group", options.group, "group that may read the status");
    program.add_option("--builder", options.builder, "socket of planekeeper-builder: images are built there");
    program.add_option("--fetcher", options.fetcher, "socket of planekeeper-fetcher: downloads are made there");
    program.add_option("--rehearser", options.rehearser,
                       "socket of planekeeper-rehearser: programs of CRI-O's images are tried there");
    program.add_option("--restarter", options.restarter,
                       "socket of planekeeper-restarter: the kubelet is restarted there");
    program.add_option("--log-level", level, "debug, info, warn or error")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
    program.set_version_flag("--version", PLANEKEEPER_VERSION);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0
                                        : 1;  // CLI11 has a code for each mistake; planekeeper documents its own codes
    }
    if (!options.root.empty()) options.root = std::filesystem::absolute(options.root).lexically_normal().string();
    while (options.root.ends_with('/')) options.root.pop_back();
    set_up_log(level);
    if (const auto hardened = planekeeper::linux_edges::harden_process(); !hardened) {
        spdlog::error("event=StartFailed message=\"{}\"", hardened.error().text());
        return 1;
    }
    const auto ended = planekeeper::run_daemon(options);
    if (ended) return 0;
    spdlog::error("event=StartFailed message=\"{}\"", ended.error().text());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const boost::system::system_error& error) {
        spdlog::critical("event=SystemRefused message=\"{}\"", error.what());
        return 71;
    } catch (const std::exception& error) {
        spdlog::critical("event=Bug message=\"{}\"", error.what());
        return 70;
    }
}
