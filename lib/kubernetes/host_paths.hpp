#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"

namespace planekeeper::kubernetes {

/// What the pod of a manifest mounts from the node, each path once, sorted. A text that is no pod, or no YAML, has none.
[[nodiscard]] std::vector<model::HostPath> host_paths(const std::string& manifest);

/// The same of all managed static pods: the API server's and the user's.
[[nodiscard]] std::vector<model::HostPath> managed_host_paths(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
