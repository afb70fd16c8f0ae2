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
    /// advances as the steady one does, trusted or not. `synchronised` is what the kernel says of the wall
    /// clock (adjtimex), and setting it ends that. `trusted` here says that it is synchronised or shows a time at which
    /// this program can run; the plan adds the ledger's floor.
    [[nodiscard]] virtual Now now() const = 0;
};

}  // namespace planekeeper::edges
