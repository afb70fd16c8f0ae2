#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <initializer_list>

#include "base/result.hpp"

namespace planekeeper::linux_edges {

/// Signals as something to wait for (signalfd). The kernel keeps one of a kind, so a thousand that came meanwhile are
/// one, and none stands in the way of another set. They are blocked for the whole process from start() on; what
/// ChildProcessRunner starts begins with none blocked.
class Signals {
public:
    explicit Signals(boost::asio::any_io_executor executor) : signals_(executor) {}

    /// Before any thread is started.
    [[nodiscard]] Result<void> start(std::initializer_list<int> numbers);

    /// Waits for at least one of them.
    [[nodiscard]] boost::asio::awaitable<void> next();

private:
    boost::asio::posix::stream_descriptor signals_;
};

}  // namespace planekeeper::linux_edges
