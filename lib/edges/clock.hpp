#pragma once

#include "base/time.hpp"

namespace planekeeper::edges {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Both clocks, read one after the other. The steady one never goes back; while nobody sets the wall clock, it
    /// advances as the steady one does, trusted or not. `trusted` here says whether the kernel calls the wall clock
    /// synchronised (adjtimex) or the time lies after the build of this program; the reconciler adds the ledger's floor.
    [[nodiscard]] virtual Now now() const = 0;
};

}  // namespace planekeeper::edges
