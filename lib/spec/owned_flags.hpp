#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "spec/complaint.hpp"

// Flags of kube-apiserver that follow from a field of the file. Two places for one thing would leave it to chance which
// of them counts, and probes, gate and certificates go by the field.

namespace planekeeper::spec {

struct OwnedFlag {
    std::string_view name;
    std::string_view field;
};

/// In alphabetical order, with the older names of a flag.
[[nodiscard]] std::span<const OwnedFlag> owned_flags();

/// Why the flag cannot be written by itself; nullopt: no field has it. "_" counts as "-", as kube-apiserver reads it.
[[nodiscard]] std::optional<Complaint> owned_flag(std::string_view name);

}  // namespace planekeeper::spec
