#pragma once

#include <string>

#include "model/desired_state.hpp"

namespace planekeeper::kubernetes {

/// A manifest of the user with facts about its pod, as the kubelet reads it: the name (namespace default when none is named),
/// the containers without init containers, and the mounted paths of the node, each once and sorted. A text that is no pod,
/// or no YAML, has none of these.
[[nodiscard]] model::RawManifest raw_manifest(std::string file_name, std::string content);

}  // namespace planekeeper::kubernetes
