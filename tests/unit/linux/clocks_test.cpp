// No test sets the wall clock, because that would set the machine's clock. So no test checks the poke after it.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

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

TEST(SystemClock, DecadesAfterTheReleaseOnlyTheKernelCanVouchForIt) {
    const SystemClock clock(*from_rfc3339("1996-01-01T00:00:00Z"));
    EXPECT_EQ(clock.now().trusted, clock.now().synchronised);
}

/// The remaining time of this process's only timer on the wall clock.
std::optional<std::chrono::seconds> left_of_the_timer() {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
        std::ifstream info(entry.path());
        const std::string text(std::istreambuf_iterator<char>(info), {});
        const auto at = text.find("it_value: (");
        if (at == std::string::npos || !text.contains("clockid: 0\n")) continue;
        return std::chrono::seconds{std::stoll(text.substr(at + 11))};
    }
    return std::nullopt;
}

TEST(ClockWatch, WaitsForNoDateThatCanCome) {
    fakes::EventLoop loop;
    async::WakeFlag wake(loop.executor());
    ClockWatch watch(loop.executor(), wake);
    ASSERT_TRUE(watch.start());

    const auto left = left_of_the_timer();

    ASSERT_TRUE(left);
    EXPECT_GT(std::chrono::floor<std::chrono::years>(*left), std::chrono::years{200}) << "it would spin from then on";
    loop.run_for(std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace planekeeper::linux_edges::clocks_test
