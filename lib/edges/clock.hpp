#pragma once

#include "base/time.hpp"

namespace planekeeper::edges {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Reads both clocks, one after the other. The steady clock never goes back. The wall clock advances with it,
    /// unless somebody sets the wall clock. `synchronised` is the kernel's answer (adjtimex); setting the clock makes
    /// it false. `trusted` is true when the wall clock is synchronised, or shows a time at which this program can run.
    /// The plan also compares with the ledger's time_floor.
    [[nodiscard]] virtual Now now() const = 0;
};

}  // namespace planekeeper::edges
