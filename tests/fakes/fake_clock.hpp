#pragma once

#include <chrono>

#include "edges/clock.hpp"

namespace planekeeper::fakes {

/// Stands still until told otherwise. Starts synchronised at 2026-11-24T06:00:00Z.
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
    /// Somebody sets the wall clock: the steady one does not move, and it is synchronised no more.
    void set_system(SystemTime time) {
        now_.system = time;
        now_.synchronised = false;
    }
    /// Somebody begins or ends to keep it right.
    void set_synchronised(bool synchronised) {
        now_.synchronised = synchronised;
        if (synchronised) now_.trusted = true;
    }
    /// Nobody keeps it right, and what it shows is plausible or not.
    void set_trusted(bool trusted) {
        now_.trusted = trusted;
        now_.synchronised = false;
    }

private:
    Now now_;
    std::chrono::milliseconds fraction_{0};
};

}  // namespace planekeeper::fakes
