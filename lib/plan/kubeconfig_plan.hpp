#pragma once

#include <string>
#include <vector>

#include "components/key_material.hpp"
#include "model/observed.hpp"

namespace planekeeper::plan {

/// Why a kubeconfig does not fit its profile, one sentence each; empty: it fits. misfits() (material_fitness.hpp)
/// judges its certificate as every other one.
[[nodiscard]] std::vector<std::string> kubeconfig_misfits(const kubernetes::KubeconfigProfile& profile,
                                                          const model::MaterialFacts& facts);

}  // namespace planekeeper::plan
