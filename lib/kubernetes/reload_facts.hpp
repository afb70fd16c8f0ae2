#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kubernetes/minors.hpp"
#include "model/desired_state.hpp"

// Which files kube-apiserver reads again when they change, and which only when it starts.

namespace planekeeper::kubernetes {

/// The file that a flag names.
struct ReloadFact {
    std::string_view flag;
    Minors reloaded;             ///< never: only when it starts
    std::string_view with = {};  ///< needs this flag to be true
    std::string_view how = {};
    std::string_view source = {};
};
[[nodiscard]] std::span<const ReloadFact> reload_facts();

/// Paths of the files that flags name and planekeeper does not keep: the user's, on the node. Sorted. None with a baked
/// image, which has what the server reads in it.
[[nodiscard]] std::vector<std::string> files_of_others(const model::DesiredState& desired);

/// Paths of the files that planekeeper keeps, or that flags name, and this desired state's API server reads only when it starts: their bytes
/// belong to its generation. One that several flags name is among them as soon as one of these flags is not reloaded.
/// Key material first, then the rendered configuration files, then those of others, each once; leaves and the kubeconfig are never in it.
[[nodiscard]] std::vector<std::string> startup_files(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
