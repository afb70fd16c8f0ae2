#pragma once

#include "edges/clock.hpp"

namespace planekeeper::linux_edges {

/// The kernel's clocks. The wall clock is trusted when the kernel calls it synchronised, or when it shows a plausible
/// time: not before `floor` and not decades after it, where a clock chip without a battery may start. `floor` is a
/// moment that has certainly passed: a constant of the release, because a build time would make builds irreproducible.
class SystemClock final : public edges::Clock {
public:
    explicit SystemClock(SystemTime floor) : floor_(floor) {}

    [[nodiscard]] Now now() const override;

private:
    SystemTime floor_;
};

}  // namespace planekeeper::linux_edges
