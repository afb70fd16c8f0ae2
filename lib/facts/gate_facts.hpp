#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"

// Feature gates: which minor knows which, at what stage, and which can no longer be set otherwise. A gate that is not
// known, or locked to the other value, ends kube-apiserver before it serves (component-base featuregate).

namespace planekeeper::kubernetes {

enum class GateStage { alpha, beta, ga, deprecated };

struct GateFact {
    std::string_view name;
    Minors known;
    GateStage stage = GateStage::alpha;
    bool by_default = false;
    bool locked = false;  ///< to its default: the other value is refused
};

/// All rows in alphabetical order; a gate has one row for each change of stage, default or lock, oldest first.
[[nodiscard]] std::span<const GateFact> gate_facts();

/// The rows of one gate; empty when no supported minor knows it.
[[nodiscard]] std::span<const GateFact> rows_of_gate(std::string_view name);

/// The row that holds for a minor; nullptr when that minor does not know the gate.
[[nodiscard]] const GateFact* gate_in(std::string_view name, int minor);

[[nodiscard]] std::vector<std::string> gates_of(int minor);

/// Where the table is from, for documents.
[[nodiscard]] std::string_view gate_source();

}  // namespace planekeeper::kubernetes
