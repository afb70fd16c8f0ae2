#include "async/wake_flag.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

#include "fakes/event_loop.hpp"

namespace planekeeper::async::wake_flag_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(WakeFlag, ManyPokesAreOneWake) {
    fakes::EventLoop loop;
    WakeFlag flag(loop.executor());
    flag.poke();
    flag.poke();
    EXPECT_TRUE(loop.await(flag.wait_until(steady_clock::now() + std::chrono::hours(1))));
    EXPECT_FALSE(loop.await(flag.wait_until(steady_clock::now() + milliseconds(5))));
}

TEST(WakeFlag, APokeEndsTheWait) {
    fakes::EventLoop loop;
    WakeFlag flag(loop.executor());
    boost::asio::post(loop.executor(), [&] { flag.poke(); });
    const auto begin = steady_clock::now();
    EXPECT_TRUE(loop.await(flag.wait_until(begin + std::chrono::hours(1))));
    EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(WakeFlag, ADeadlineInThePastStillGivesWayToTheLoop) {
    fakes::EventLoop loop;
    WakeFlag flag(loop.executor());
    EXPECT_FALSE(loop.await(flag.wait_until(steady_clock::now() - std::chrono::seconds(1))));
}

}  // namespace
}  // namespace planekeeper::async::wake_flag_test
