#pragma once

#include <span>

#include "kubernetes/gate_facts.hpp"

// The table of feature gates in four parts. Private to this room.

namespace planekeeper::kubernetes {

[[nodiscard]] std::span<const GateFact> gates_a_to_c();
[[nodiscard]] std::span<const GateFact> gates_d_to_k();
[[nodiscard]] std::span<const GateFact> gates_l_to_r();
[[nodiscard]] std::span<const GateFact> gates_s_to_z();

}  // namespace planekeeper::kubernetes
