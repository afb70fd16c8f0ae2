#pragma once

#include <string>
#include <vector>

#include "components/key_material.hpp"
#include "model/observed.hpp"

namespace planekeeper::plan {

/// Why a kubeconfig is not the administrator's of this cluster, one sentence each; empty: it is. Its certificate is judged
/// as every certificate is (material_fitness.hpp); here is what the kubeconfig adds.
[[nodiscard]] std::vector<std::string> kubeconfig_misfits(const kubernetes::KubeconfigProfile& profile,
                                                          const model::MaterialFacts& facts);

}  // namespace planekeeper::plan
