#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "bench_root.hpp"
#include "quantiles.hpp"

namespace planekeeper::bench {

/// A child process of this program. The destructor sends SIGTERM, and SIGKILL ten seconds later.
class ChildProcess {
public:
    /// `arguments` begins with the program. With an `output` of -1 standard output is unchanged.
    ChildProcess(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, int output);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] bool running();
    /// Waits until the process has ended.
    void wait();
    [[nodiscard]] std::chrono::steady_clock::time_point started_at() const noexcept { return started_at_; }

private:
    pid_t pid_ = -1;
    std::chrono::steady_clock::time_point started_at_;
};

/// The daemon, with a notification socket that belongs to the bench (sd_notify(3)).
class DaemonProcess {
public:
    DaemonProcess(const std::string& program, const std::vector<std::string>& options);
    DaemonProcess(const DaemonProcess&) = delete;
    DaemonProcess& operator=(const DaemonProcess&) = delete;
    ~DaemonProcess();

    /// The time from just before fork to READY=1; nullopt after a minute or when the daemon ended.
    [[nodiscard]] std::optional<Duration> wait_until_ready();
    [[nodiscard]] pid_t pid() const noexcept { return child_->pid(); }

private:
    ScratchDirectory directory_;
    int notifications_ = -1;
    std::optional<ChildProcess> child_;
};

}  // namespace planekeeper::bench
