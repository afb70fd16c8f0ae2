#pragma once

#include "base/time.hpp"

namespace planekeeper::edges {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// `trusted` here says whether the kernel calls the clock synchronised (adjtimex) or the time lies after the
    /// build of this program; the reconciler adds the ledger's floor.
    [[nodiscard]] virtual Now now() const = 0;
};

}  // namespace planekeeper::edges
