#include "linux/clock_watch.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <limits>

#include "linux/event_descriptor.hpp"

namespace planekeeper::linux_edges {

ClockWatch::ClockWatch(boost::asio::any_io_executor executor, async::WakeFlag& wake) : timer_(executor), wake_(wake) {}

Result<void> ClockWatch::start() {
    const int fd = ::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (auto waiting = take_over(timer_, fd, "timerfd_create"); !waiting) return waiting;
    if (auto armed = arm(); !armed) return armed;
    wait();
    return {};
}

/// Only a running timer reports a set clock, so this timer waits for a date that never comes.
Result<void> ClockWatch::arm() {
    itimerspec never{};
    // The kernel cuts the date to its last moment (2262). No clock can be set that far.
    never.it_value.tv_sec = std::numeric_limits<time_t>::max();
    const int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
    if (::timerfd_settime(timer_.native_handle(), flags, &never, nullptr) != 0 && errno != ECANCELED) {
        return fail(Error::from_errno(errno, "timerfd_settime"));
    }
    return {};
}

void ClockWatch::wait() {
    timer_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](const boost::system::error_code& error) {
        if (error) return;  // closed: `this` may be destroyed
        std::uint64_t expirations = 0;
        const auto got = ::read(timer_.native_handle(), &expirations, sizeof expirations);
        if (got < 0 && errno == ECANCELED) wake_.poke();
        if (arm()) wait();
    });
}

}  // namespace planekeeper::linux_edges
