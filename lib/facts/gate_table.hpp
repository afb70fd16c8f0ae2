#pragma once

#include <span>

#include "facts/gate_facts.hpp"

// The rows behind gate_facts(), which is what others read. Private to this room.

namespace planekeeper::kubernetes {

/// Sorted by name, then by minors.
[[nodiscard]] std::span<const GateFact> gate_table();

}  // namespace planekeeper::kubernetes
