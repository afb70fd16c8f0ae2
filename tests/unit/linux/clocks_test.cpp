// That a set clock pokes is shown on the disposable node: here it would set the clock of the machine.

#include <gtest/gtest.h>

#include "async/wake_flag.hpp"
#include "fakes/event_loop.hpp"
#include "linux/clock_watch.hpp"
#include "linux/system_clock.hpp"

namespace planekeeper::linux_edges::clocks_test {
namespace {

TEST(SystemClock, ATimeAfterTheFloorIsTrusted) {
    const SystemClock clock(SystemTime{std::chrono::seconds(1'700'000'000)});
    const auto now = clock.now();
    EXPECT_TRUE(now.trusted);
    EXPECT_GT(now.system.time_since_epoch().count(), 1'700'000'000);
    EXPECT_GE(clock.now().steady, now.steady);
}

TEST(ClockWatch, IsQuietWhileNobodySetsTheClock) {
    fakes::EventLoop loop;
    async::WakeFlag wake(loop.executor());
    {
        ClockWatch watch(loop.executor(), wake);
        ASSERT_TRUE(watch.start());
        EXPECT_FALSE(loop.await(wake.wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(30))));
    }
    loop.run_for(std::chrono::milliseconds(5));
}

}  // namespace
}  // namespace planekeeper::linux_edges::clocks_test
