#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"

// Private to this room.

namespace planekeeper::kubernetes {

struct HostPath {
    std::string path;
    bool read_only = true;  ///< by every container that mounts it
    friend bool operator==(const HostPath&, const HostPath&) = default;
};

/// What the managed static pods mount from the node, each path once, sorted: the API server's and those that can be
/// read out of the user's manifests. A manifest that is no pod, or no YAML, has none.
[[nodiscard]] std::vector<HostPath> managed_host_paths(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
