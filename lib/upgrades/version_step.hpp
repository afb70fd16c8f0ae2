#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"

// One declaration, rendered for another version.

namespace planekeeper::kubernetes {

/// The same declaration for another version: what has the old version's default gets the new one's, all else stays.
/// Both versions are supported. A pinned digest of the default download is dropped with its address.
[[nodiscard]] model::DesiredState at_version(const model::DesiredState& desired,
                                             const model::KubernetesVersion& version);

/// The admission plugins of a file that names none.
[[nodiscard]] std::vector<std::string> default_plugins_of(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
