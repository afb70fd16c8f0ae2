#pragma once

#include <optional>
#include <string_view>

#include "model/component.hpp"
#include "spec/complaint.hpp"

// Flags of components that follow from a field of the file. Two places for one thing would leave it to chance which
// of them counts, and probes, gate and certificates go by the field.

namespace planekeeper::spec {

/// Why the flag cannot be written by itself; nullopt: no field has it. "_" counts as "-", as the components read it.
[[nodiscard]] std::optional<Complaint> owned_flag(model::ComponentId id, std::string_view name);

}  // namespace planekeeper::spec
