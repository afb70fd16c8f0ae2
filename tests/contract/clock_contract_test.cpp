// The contract of a clock's readings. The test only pretends to set the wall clock; a real one would set the machine's
// clock.

#include <gtest/gtest.h>
#include <sys/timex.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "fakes/event_loop.hpp"
#include "fakes/fake_clock.hpp"
#include "linux/system_clock.hpp"

namespace planekeeper::clock_contract_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;
    [[nodiscard]] virtual const edges::Clock& clock() = 0;
    /// Lets at least this much time pass.
    virtual void let_pass(milliseconds duration) = 0;
    /// Makes the wall clock implausible.
    virtual void make_doubtful() = 0;
    /// Whether the kernel calls the wall clock synchronised.
    [[nodiscard]] virtual bool kernel_vouches() = 0;
};

class RealWorld final : public World {
public:
    const edges::Clock& clock() override { return *clock_; }
    void let_pass(milliseconds duration) override {
        fakes::EventLoop loop;
        boost::asio::steady_timer timer(loop.executor(), duration);
        bool over = false;
        timer.async_wait([&](const boost::system::error_code&) { over = true; });
        EXPECT_TRUE(loop.run_until([&] { return over; }));
    }
    void make_doubtful() override { clock_ = std::make_unique<linux_edges::SystemClock>(SystemTime::max()); }
    bool kernel_vouches() override {
        timex query{};
        return ::adjtimex(&query) != TIME_ERROR && (query.status & STA_UNSYNC) == 0;
    }

private:
    std::unique_ptr<linux_edges::SystemClock> clock_ =
        std::make_unique<linux_edges::SystemClock>(*from_rfc3339("2024-01-01T00:00:00Z"));
};

class FakeWorld final : public World {
public:
    const edges::Clock& clock() override { return clock_; }
    void let_pass(milliseconds duration) override { clock_.advance(duration); }
    void make_doubtful() override {
        clock_.set_trusted(false);
        vouches_ = false;
    }
    bool kernel_vouches() override { return vouches_; }

private:
    fakes::FakeClock clock_;
    bool vouches_ = true;
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<World>()> make;
};

class ClockContract : public testing::TestWithParam<Kind> {
protected:
    Now now() { return world_->clock().now(); }

    std::unique_ptr<World> world_ = GetParam().make();
};

TEST_P(ClockContract, TheSteadyClockNeverGoesBack) {
    auto before = now().steady;
    for (int reading = 0; reading < 1000; ++reading) {
        if (reading % 100 == 0) world_->let_pass(milliseconds(1));
        const auto after = now().steady;
        ASSERT_GE(after, before) << "reading " << reading;
        before = after;
    }
}

TEST_P(ClockContract, BothClocksAdvanceTogether) {
    const auto before = now();
    world_->let_pass(milliseconds(800));
    world_->let_pass(milliseconds(400));
    const auto after = now();
    const auto by_steady = after.steady - before.steady;
    const auto by_system = after.system - before.system;
    EXPECT_GE(by_steady, milliseconds(1200));
    EXPECT_GE(by_system, seconds(1)) << "parts of a second add up";
    // Far more than a busy machine can put between the two readings, but less than the error of a wrong unit.
    const auto apart = std::chrono::abs(by_steady - std::chrono::nanoseconds(by_system));
    EXPECT_LT(apart, seconds(60));
}

TEST_P(ClockContract, ATimeThatCannotBeTooEarlyIsTrusted) {
    EXPECT_GT(now().system, *from_rfc3339("2024-01-01T00:00:00Z"));
    EXPECT_TRUE(now().trusted);
}

TEST_P(ClockContract, ItIsSynchronisedWhenTheKernelSaysSo) { EXPECT_EQ(now().synchronised, world_->kernel_vouches()); }

TEST_P(ClockContract, ADoubtfulClockRunsOnButOnlyTheKernelCanVouchForIt) {
    const auto before = now();
    world_->make_doubtful();
    EXPECT_EQ(now().trusted, world_->kernel_vouches());
    world_->let_pass(milliseconds(1200));
    const auto after = now();
    EXPECT_GE(after.steady - before.steady, milliseconds(1200));
    EXPECT_GE(after.system - before.system, seconds(1));
    EXPECT_EQ(after.trusted, world_->kernel_vouches());
    EXPECT_EQ(after.synchronised, world_->kernel_vouches());
}

INSTANTIATE_TEST_SUITE_P(All, ClockContract,
                         testing::Values(Kind{"System", [] { return std::make_unique<RealWorld>(); }},
                                         Kind{"Fake", [] { return std::make_unique<FakeWorld>(); }}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace planekeeper::clock_contract_test
