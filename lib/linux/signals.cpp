#include "linux/signals.hpp"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "linux/event_descriptor.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;

Result<void> Signals::start(std::initializer_list<int> numbers) {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : numbers) sigaddset(&set, number);
    if (const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr); error != 0) {
        return fail(Error::from_errno(error, "block signals"));
    }
    return take_over(signals_, ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");
}

asio::awaitable<void> Signals::next() {
    for (;;) {
        co_await signals_.async_wait(asio::posix::descriptor_base::wait_read, asio::use_awaitable);
        std::array<signalfd_siginfo, 8> pending{};
        if (::read(signals_.native_handle(), pending.data(), sizeof pending) > 0) co_return;
    }
}

}  // namespace planekeeper::linux_edges
