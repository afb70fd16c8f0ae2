#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"

// The files that a change of makes another generation.

namespace planekeeper::kubernetes {

/// Paths of the files that flags name and planekeeper does not keep: the user's, on the node. Sorted. None with a baked
/// image, which has what the program reads in it.
[[nodiscard]] std::vector<std::string> files_of_others(model::ComponentId id, const model::DesiredState& desired);

/// Paths of the files that planekeeper keeps, or that flags name, and this component reads only when it starts: their bytes
/// belong to its generation. One that several flags name is among them as soon as one of these flags is not reloaded.
/// Key material first, then the rendered configuration files, then those of others, each once; leaves and the kubeconfig are never in it.
[[nodiscard]] std::vector<std::string> startup_files(model::ComponentId id, const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
