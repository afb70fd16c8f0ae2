#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"

// The files whose change makes another generation.

namespace planekeeper::kubernetes {

/// Sorted paths of the user's files on the node: flags name them, and planekeeper does not keep them. None with a baked
/// image, because the image contains them.
[[nodiscard]] std::vector<std::string> files_of_others(model::ComponentId id, const model::DesiredState& desired);

/// Paths of the files that this component reads only at its start: files of planekeeper, and files that flags name. Their bytes
/// belong to the component's generation. A file of several flags is included as soon as one of these flags is not reloaded.
/// Key material comes first, then rendered configuration files, then files of others, each once. Leaves and the
/// administrator's kubeconfig are never included; a kubeconfig of the component is.
[[nodiscard]] std::vector<std::string> startup_files(model::ComponentId id, const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
