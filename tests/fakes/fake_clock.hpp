#pragma once

#include <chrono>

#include "edges/clock.hpp"

namespace planekeeper::fakes {

/// Stands still until a test moves it. Starts synchronised at 2026-11-24T06:00:00Z.
class FakeClock final : public edges::Clock {
public:
    FakeClock() {
        now_.system = *from_rfc3339("2026-11-24T06:00:00Z");
        now_.steady = SteadyTime{std::chrono::hours{1}};
    }

    [[nodiscard]] Now now() const override { return now_; }

    /// Time passes: both clocks move.
    void advance(std::chrono::milliseconds duration) {
        now_.steady += duration;
        fraction_ += duration;
        const auto whole = std::chrono::floor<std::chrono::seconds>(fraction_);
        now_.system += whole;
        fraction_ -= whole;
    }
    /// Sets the wall clock as a person does: the steady clock does not move, and the wall clock is no longer
    /// synchronised.
    void set_system(SystemTime time) {
        now_.system = time;
        now_.synchronised = false;
    }
    /// NTP starts or stops to keep the wall clock right.
    void set_synchronised(bool synchronised) {
        now_.synchronised = synchronised;
        if (synchronised) now_.trusted = true;
    }
    /// Nobody keeps the wall clock right; its time is plausible or not.
    void set_trusted(bool trusted) {
        now_.trusted = trusted;
        now_.synchronised = false;
    }

private:
    Now now_;
    std::chrono::milliseconds fraction_{0};
};

}  // namespace planekeeper::fakes
