#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <exception>
#include <list>

namespace planekeeper::async {

/// Coroutines that run beside the loop and end with it. Nothing outlives stop().
class TaskGroup {
public:
    explicit TaskGroup(boost::asio::any_io_executor executor);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts a coroutine. An exception that leaves the coroutine ends the program (a bug), except operation_aborted,
    /// with which Asio ends a cancelled coroutine after stop().
    void spawn(boost::asio::awaitable<void> task);

    [[nodiscard]] std::size_t size() const noexcept { return signals_.size(); }

    /// Cancels every task (terminal cancellation) and waits until all have ended.
    [[nodiscard]] boost::asio::awaitable<void> stop();

private:
    [[nodiscard]] bool is_our_cancellation(const std::exception_ptr& error) const;

    boost::asio::any_io_executor executor_;
    std::list<boost::asio::cancellation_signal> signals_;
    boost::asio::steady_timer idle_;
    bool stopping_ = false;
};

}  // namespace planekeeper::async
