#pragma once

#include <string>

#include "components/key_material.hpp"
#include "edges/file_system.hpp"
#include "ledger/custody.hpp"
#include "model/observed.hpp"

namespace planekeeper::drivers {

/// Reads the facts about one item from its bytes. `authority_pem` verifies leaves; empty: unknown. `files`: the file
/// system for a kubeconfig's references.
void describe_material(const kubernetes::MaterialItem& item, const ledger::MaterialBytes& bytes,
                       const edges::FileSystem& files, const std::string& authority_pem, model::MaterialFacts& facts);

}  // namespace planekeeper::drivers
