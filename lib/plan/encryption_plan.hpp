#pragma once

#include <string>
#include <vector>

#include "components/key_material.hpp"
#include "plan/generation.hpp"
#include "plan/turn.hpp"

namespace planekeeper::plan {

/// Why this desired state's API server could not start with the config, one sentence each; empty: it could.
[[nodiscard]] std::vector<std::string> encryption_misfits(const model::DesiredState& desired,
                                                          const model::EncryptionFacts& config);

/// An encryption config that is in custody. The file on the node is the operator's: what it says otherwise is taken over
/// into custody as long as it keeps every key that something may be stored with, and is left and reported otherwise. A file
/// that is gone, or is no encryption config, comes back. `turn`: of its publication. Returns
/// what its file is to hold.
[[nodiscard]] Digests plan_kept_encryption_config(Draft& draft, const kubernetes::MaterialItem& item,
                                                  const model::ObservedMaterial& material, Turn turn);

}  // namespace planekeeper::plan
