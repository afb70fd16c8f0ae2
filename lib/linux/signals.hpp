#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <initializer_list>

#include "base/result.hpp"

namespace planekeeper::linux_edges {

/// Signals as something to wait for (signalfd). The kernel merges pending signals of one number into one, so they
/// cannot fill a queue. start() blocks the signals for the whole process; programs of ChildProcessRunner start with no
/// signal blocked.
class Signals {
public:
    explicit Signals(boost::asio::any_io_executor executor) : signals_(executor) {}

    /// Call before any thread is started.
    [[nodiscard]] Result<void> start(std::initializer_list<int> numbers);

    /// Waits for at least one of the signals.
    [[nodiscard]] boost::asio::awaitable<void> next();

private:
    boost::asio::posix::stream_descriptor signals_;
};

}  // namespace planekeeper::linux_edges
