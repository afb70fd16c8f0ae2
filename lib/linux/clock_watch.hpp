#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "async/wake_flag.hpp"
#include "base/result.hpp"

namespace planekeeper::linux_edges {

/// Pokes when somebody sets the wall clock (NTP's first step on a board without an RTC, an administrator), so that work
/// that waits for a trusted clock or a date starts at once. Causes no other wakeup.
class ClockWatch {
public:
    /// `wake` must outlive the watch.
    ClockWatch(boost::asio::any_io_executor executor, async::WakeFlag& wake);
    ClockWatch(const ClockWatch&) = delete;
    ClockWatch& operator=(const ClockWatch&) = delete;

    [[nodiscard]] Result<void> start();

private:
    [[nodiscard]] Result<void> arm();
    void wait();

    boost::asio::posix::stream_descriptor timer_;
    async::WakeFlag& wake_;
};

}  // namespace planekeeper::linux_edges
