#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace planekeeper::async {

/// Merges many pokes into one wake. Carries no data: the woken side looks at everything. One waiter at a time; one
/// thread.
class WakeFlag {
public:
    explicit WakeFlag(boost::asio::any_io_executor executor);

    /// May be called at any time on the loop's thread.
    void poke();

    /// Returns at once when poked since the last wait, otherwise at the next poke or at the deadline. True: poked.
    [[nodiscard]] boost::asio::awaitable<bool> wait_until(std::chrono::steady_clock::time_point deadline);

private:
    boost::asio::steady_timer timer_;
    bool poked_ = false;
};

}  // namespace planekeeper::async
