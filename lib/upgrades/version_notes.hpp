#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// What a plan says about the Kubernetes version to the one who reads it. One sentence each, in a fixed order.

namespace planekeeper::kubernetes {

/// What the desired state says and its version is not told, is told in other words, or only warns about. Empty for a
/// file that fits its version.
[[nodiscard]] std::vector<std::string> version_notes(const model::DesiredState& desired);

/// What a cure (cure_switches()) makes kube-apiserver run with, why, and how the user makes that his own.
[[nodiscard]] std::string cure_note(std::string_view cure);

/// What else changes when an API server of `from` gives way to this desired state's: flags, plugins and gates that
/// planekeeper writes or leaves out by itself, its files and objects, taints, APIs that end and what Kubernetes itself
/// does otherwise. Empty within one minor. `from` may be any supported version, also a newer one.
[[nodiscard]] std::vector<std::string> upgrade_notes(const model::DesiredState& desired,
                                                     const model::KubernetesVersion& from);

}  // namespace planekeeper::kubernetes
