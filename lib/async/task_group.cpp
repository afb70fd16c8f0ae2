#include "async/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

namespace planekeeper::async {

namespace asio = boost::asio;

TaskGroup::TaskGroup(asio::any_io_executor executor) : executor_(std::move(executor)), idle_(executor_) {}

/// Asio ends a cancelled coroutine at its next co_await with this exception. So it is no bug.
bool TaskGroup::is_our_cancellation(const std::exception_ptr& error) const {
    if (!stopping_) return false;
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& failure) {
        return failure.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

void TaskGroup::spawn(asio::awaitable<void> task) {
    const auto signal = signals_.emplace(signals_.end());
    auto on_end = [this, signal](const std::exception_ptr& error) {
        signals_.erase(signal);
        if (signals_.empty()) idle_.cancel();
        if (error && !is_our_cancellation(error)) std::rethrow_exception(error);
    };
    asio::co_spawn(executor_, std::move(task), asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
}

asio::awaitable<void> TaskGroup::stop() {
    stopping_ = true;
    for (auto it = signals_.begin(); it != signals_.end();) {
        auto& signal = *it++;  // emit() may end a task, which erases its signal
        signal.emit(asio::cancellation_type::terminal);
    }
    while (!signals_.empty()) {
        idle_.expires_at(std::chrono::steady_clock::time_point::max());
        boost::system::error_code ignored;
        co_await idle_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

}  // namespace planekeeper::async
