#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "bench_root.hpp"
#include "quantiles.hpp"

namespace planekeeper::bench {

/// A child process that this program started; stopped by SIGTERM, and by SIGKILL ten seconds later, at the end.
class ChildProcess {
public:
    /// `arguments` begins with the program. `output` of -1 leaves standard output where it is.
    ChildProcess(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, int output);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] bool running();
    /// Until it has ended.
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

    /// From just before fork to READY=1; nothing when it did not come within a minute or the daemon ended.
    [[nodiscard]] std::optional<Duration> wait_until_ready();
    [[nodiscard]] pid_t pid() const noexcept { return child_->pid(); }

private:
    ScratchDirectory directory_;
    int notifications_ = -1;
    std::optional<ChildProcess> child_;
};

}  // namespace planekeeper::bench
