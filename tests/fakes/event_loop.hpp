#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>

namespace planekeeper::fakes {

/// A real event loop for one test. It never waits for ever.
class EventLoop {
public:
    [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }
    [[nodiscard]] auto executor() noexcept { return context_.get_executor(); }

    /// Runs the loop until the condition holds. False: it did not hold within the limit.
    bool run_until(const std::function<bool()>& condition, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            context_.restart();
            context_.run_one_for(std::chrono::milliseconds(50));
        }
        return true;
    }
    void run_for(std::chrono::milliseconds duration) {
        context_.restart();
        context_.run_for(duration);
    }

    /// Runs one coroutine to its end.
    template <class T>
    T await(boost::asio::awaitable<T> task) {
        std::optional<T> result;
        std::exception_ptr failure;
        boost::asio::co_spawn(context_, std::move(task), [&](std::exception_ptr error, T value) {
            failure = std::move(error);
            result = std::move(value);
        });
        if (!run_until([&] { return result.has_value(); })) throw std::runtime_error("the coroutine does not end");
        if (failure) std::rethrow_exception(failure);
        return std::move(*result);
    }

private:
    boost::asio::io_context context_{1};
};

}  // namespace planekeeper::fakes
