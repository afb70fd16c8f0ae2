#pragma once

#include <span>
#include <string_view>

#include "random.hpp"

namespace planekeeper::proof {

class World;

/// A kind of disturbance.
struct Kind {
    std::string_view name;
    void (*happen)(World& world, Random& random);
};

/// Every kind: what operators, clocks, disks, programs, the kubelet and the API server do.
[[nodiscard]] std::span<const Kind> kinds();

}  // namespace planekeeper::proof
