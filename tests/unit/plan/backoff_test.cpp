#include "plan/backoff.hpp"

#include <gtest/gtest.h>

namespace planekeeper::plan::test::backoff_test {
namespace {

using namespace std::chrono_literals;

const SteadyTime start{1h};

TEST(RetryTime, DoublesWithEachFailureUpToAMinute) {
    model::Attempts attempts{.last = start};
    std::vector<std::chrono::seconds> waits;
    for (attempts.failures = 1; attempts.failures <= 9; ++attempts.failures) {
        waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(retry_time(attempts) - start));
    }
    EXPECT_EQ(waits, (std::vector<std::chrono::seconds>{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}));
}

TEST(RetryTime, StaysAMinuteHoweverOftenItFails) {
    EXPECT_EQ(retry_time({.failures = 1'000'000, .last = start}), start + 60s);
}

TEST(NextLook, WaitsAsLongAsItHasFailedButAtLeastASecondAndAtMostAMinute) {
    std::vector<std::chrono::seconds> waits;
    for (auto now = start; waits.size() < 8;) {
        const auto next = next_look(start, now);
        waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(next - now));
        now = next;
    }
    EXPECT_EQ(waits, (std::vector<std::chrono::seconds>{1s, 1s, 2s, 4s, 8s, 16s, 32s, 60s}));
}

TEST(NextRepair, OfTheFirstFiveIsAtOnce) {
    std::vector<SteadyTime> repairs;
    for (int i = 0; i < free_repairs; ++i) {
        EXPECT_EQ(next_repair(repairs, start), std::nullopt) << i;
        repairs.push_back(start);
    }
    EXPECT_EQ(next_repair(repairs, start), start + 2s);
}

TEST(NextRepair, WaitsTwiceAsLongEachTimeUpToFiveMinutes) {
    std::vector<SteadyTime> repairs(free_repairs, start);
    std::vector<std::chrono::seconds> waits;
    for (int i = 0; i < 10; ++i) {
        waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(*next_repair(repairs, start) - start));
        repairs.push_back(start);
    }
    EXPECT_EQ(waits, (std::vector<std::chrono::seconds>{2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}));
}

TEST(NextRepair, ForgetsWhatIsOlderThanTenMinutes) {
    const std::vector<SteadyTime> repairs(20, start);
    EXPECT_TRUE(next_repair(repairs, start + 9min));
    EXPECT_EQ(next_repair(repairs, start + repair_window), std::nullopt);
}

}  // namespace
}  // namespace planekeeper::plan::test::backoff_test
