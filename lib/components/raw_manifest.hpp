#pragma once

#include <string>

#include "model/desired_state.hpp"

namespace planekeeper::kubernetes {

/// A manifest of the user's with what planekeeper has to know of its pod, as the kubelet reads it: the name, in the namespace
/// default when it names none; the containers without those that only prepare it; what it mounts from the node, each path
/// once, sorted. A text that is no pod, or no YAML, has none of these.
[[nodiscard]] model::RawManifest raw_manifest(std::string file_name, std::string content);

}  // namespace planekeeper::kubernetes
