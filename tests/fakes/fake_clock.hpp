#pragma once

#include <chrono>

#include "edges/clock.hpp"

namespace planekeeper::fakes {

/// Stands still until told otherwise. Starts at 2026-11-24T06:00:00Z.
class FakeClock final : public edges::Clock {
public:
    FakeClock() { now_.system = *from_rfc3339("2026-11-24T06:00:00Z"); now_.steady = SteadyTime{std::chrono::hours{1}}; }

    [[nodiscard]] Now now() const override { return now_; }

    /// Time passes: both clocks move.
    void advance(std::chrono::milliseconds duration) {
        now_.steady += duration;
        fraction_ += duration;
        const auto whole = std::chrono::floor<std::chrono::seconds>(fraction_);
        now_.system += whole;
        fraction_ -= whole;
    }
    /// Somebody sets the wall clock: the steady one does not move.
    void set_system(SystemTime time) { now_.system = time; }
    void set_trusted(bool trusted) { now_.trusted = trusted; }

private:
    Now now_;
    std::chrono::milliseconds fraction_{0};
};

}  // namespace planekeeper::fakes
