#pragma once

#include "edges/clock.hpp"

namespace planekeeper::linux_edges {

/// The kernel's clocks. The wall clock is trusted when the kernel calls it synchronised or it is not before `floor`,
/// a moment that has certainly passed (a constant of the release: a build's own time would make it irreproducible), and
/// not decades after it, where a clock chip without a battery may begin.
class SystemClock final : public edges::Clock {
public:
    explicit SystemClock(SystemTime floor) : floor_(floor) {}

    [[nodiscard]] Now now() const override;

private:
    SystemTime floor_;
};

}  // namespace planekeeper::linux_edges
