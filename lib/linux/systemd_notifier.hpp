#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "edges/notifier.hpp"
#include "linux/file_descriptor.hpp"

namespace planekeeper::linux_edges {

/// Implements sd_notify(3): one datagram for each call, never blocking. Errors of the supervisor's socket are ignored.
class SystemdNotifier final : public edges::Notifier {
public:
    /// `socket`: the value of $NOTIFY_SOCKET: a path, or "@name" in the abstract namespace; "" does nothing.
    explicit SystemdNotifier(const std::string& socket, std::optional<std::chrono::microseconds> watchdog = {});

    /// Reads and removes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, so that no child can send notifications.
    [[nodiscard]] static SystemdNotifier from_environment();

    void ready() override;
    void reloading() override;
    void stopping() override;
    void status(const std::string& line) override;
    void watchdog() override;

    /// How long the supervisor waits for watchdog() before it kills the daemon; call watchdog() at half of that. Empty:
    /// no limit.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval() const noexcept { return watchdog_; }

private:
    void send(const std::string& message) const;

    FileDescriptor socket_;
    std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace planekeeper::linux_edges
