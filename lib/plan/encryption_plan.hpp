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

/// An encryption config that is in custody. The operator may edit the file on the node. planekeeper takes the edited
/// file into custody when it keeps every key that something may be stored with, and the API server could start with it.
/// Else the file is left and reported. A file that is gone comes back, and so does one that is no encryption config and
/// holds no unknown key. `turn`: of its publication. Returns the digest of the config in custody, by the file's path.
[[nodiscard]] Digests plan_kept_encryption_config(Draft& draft, const kubernetes::MaterialItem& item,
                                                  const model::ObservedMaterial& material, Turn turn);

}  // namespace planekeeper::plan
