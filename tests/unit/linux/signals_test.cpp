#include "linux/signals.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "fakes/event_loop.hpp"

namespace planekeeper::linux_edges::signals_test {
namespace {

boost::asio::awaitable<void> count(Signals* signals, int* heard) {
    for (;;) {
        co_await signals->next();
        ++*heard;
    }
}

TEST(Signals, AThousandOfOneKindAreOneAndDelayNoOther) {
    fakes::EventLoop loop;
    int reloads = 0;
    int ends = 0;
    {
        Signals reload(loop.executor());
        Signals end(loop.executor());
        ASSERT_TRUE(reload.start({SIGUSR1}));
        ASSERT_TRUE(end.start({SIGUSR2}));
        boost::asio::co_spawn(loop.executor(), count(&reload, &reloads), boost::asio::detached);
        boost::asio::co_spawn(loop.executor(), count(&end, &ends), boost::asio::detached);
        for (int i = 0; i < 1000; ++i) ::kill(::getpid(), SIGUSR1);
        ::kill(::getpid(), SIGUSR2);

        EXPECT_TRUE(loop.run_until([&] { return ends == 1; }));
        loop.run_for(std::chrono::milliseconds(20));

        EXPECT_EQ(reloads, 1);
        ::kill(::getpid(), SIGUSR1);
        EXPECT_TRUE(loop.run_until([&] { return reloads == 2; }));
    }
    loop.run_for(std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace planekeeper::linux_edges::signals_test
