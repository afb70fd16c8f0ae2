#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"
#include "model/observed.hpp"

namespace planekeeper::plan {

/// Why a kubeconfig is not the administrator's of this cluster, one sentence each; empty: it is. Its certificate is judged
/// as every certificate is (material_fitness.hpp); here is what the kubeconfig adds.
[[nodiscard]] std::vector<std::string> kubeconfig_misfits(const model::DesiredState& desired,
                                                          const model::MaterialFacts& facts);

}  // namespace planekeeper::plan
