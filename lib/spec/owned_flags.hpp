#pragma once

#include <optional>
#include <string_view>

#include "model/component.hpp"
#include "spec/complaint.hpp"

// Flags of components that follow from a field of the file. With two places for one setting, chance would decide which
// counts; probes, gate and certificates use the field.

namespace planekeeper::spec {

/// Why the user cannot write the flag directly; nullopt: no field sets the flag. "_" counts as "-", as the components read it.
[[nodiscard]] std::optional<Complaint> owned_flag(model::ComponentId id, std::string_view name);

}  // namespace planekeeper::spec
