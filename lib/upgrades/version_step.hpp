#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"

// Renders one declaration for another version.

namespace planekeeper::kubernetes {

/// The same declaration for another version: defaults of the old version become those of the new one, everything else
/// stays. Both versions are supported. A pinned digest of the default download is dropped with its address.
[[nodiscard]] model::DesiredState at_version(const model::DesiredState& desired,
                                             const model::KubernetesVersion& version);

/// The admission plugins of a file that has no list of them.
[[nodiscard]] std::vector<std::string> default_plugins_of(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
