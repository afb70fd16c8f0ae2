#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "edges/notifier.hpp"
#include "linux/file_descriptor.hpp"

namespace planekeeper::linux_edges {

/// sd_notify(3) by hand: one datagram each, never blocking; a supervisor that does not listen is none of our business.
class SystemdNotifier final : public edges::Notifier {
public:
    /// `socket`: as in $NOTIFY_SOCKET: a path, or "@name" in the abstract namespace; "" does nothing.
    explicit SystemdNotifier(const std::string& socket, std::optional<std::chrono::microseconds> watchdog = {});

    /// From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which are removed: no child may speak for us.
    [[nodiscard]] static SystemdNotifier from_environment();

    void ready() override;
    void reloading() override;
    void stopping() override;
    void status(const std::string& line) override;
    void watchdog() override;

    /// How long the supervisor waits for watchdog() before it kills us; call it at half of that. Empty: it does not.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval() const noexcept { return watchdog_; }

private:
    void send(const std::string& message) const;

    FileDescriptor socket_;
    std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace planekeeper::linux_edges
