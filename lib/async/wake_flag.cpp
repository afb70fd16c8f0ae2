#include "async/wake_flag.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace planekeeper::async {

namespace asio = boost::asio;

WakeFlag::WakeFlag(asio::any_io_executor executor) : timer_(executor) {}

void WakeFlag::poke() {
    poked_ = true;
    timer_.cancel();
}

asio::awaitable<bool> WakeFlag::wait_until(std::chrono::steady_clock::time_point deadline) {
    if (!poked_) {
        timer_.expires_at(deadline);
        boost::system::error_code ignored;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    co_return std::exchange(poked_, false);
}

}  // namespace planekeeper::async
