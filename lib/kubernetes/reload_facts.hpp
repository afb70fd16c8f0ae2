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

/// Paths of the files that planekeeper keeps and this desired state's API server reads only when it starts: their bytes
/// belong to its generation. One that several flags name is among them as soon as one of these flags is not reloaded.
/// Key material first, then the rendered configuration files, each once; leaves and the kubeconfig are never in it.
[[nodiscard]] std::vector<std::string> startup_files(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
