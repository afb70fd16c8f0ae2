#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// The sentences of a plan about the Kubernetes version, in a fixed order.

namespace planekeeper::kubernetes {

/// Declared settings that this version does not get, gets in another form, or warns about. Empty for a file that fits
/// its version.
[[nodiscard]] std::vector<std::string> version_notes(const model::DesiredState& desired);

/// What a cure (cure_switches()) changes for kube-apiserver, why, and how the user can declare it.
[[nodiscard]] std::string cure_note(std::string_view cure);

/// Other changes when the desired state replaces an API server of version `from`: flags, plugins and gates that
/// planekeeper adds or removes, its files and objects, taints, APIs that end, and changes of Kubernetes itself. Empty
/// within one minor. `from` may be any supported version, also a newer one.
[[nodiscard]] std::vector<std::string> upgrade_notes(const model::DesiredState& desired,
                                                     const model::KubernetesVersion& from);

}  // namespace planekeeper::kubernetes
