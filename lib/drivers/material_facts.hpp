#pragma once

#include <string>

#include "components/key_material.hpp"
#include "edges/file_system.hpp"
#include "ledger/custody.hpp"
#include "model/observed.hpp"

namespace planekeeper::drivers {

/// What can be told of the bytes of one item. `authority_pem` is what leaves are verified against; empty: unknown.
/// `files`: where a kubeconfig's own references lead.
void describe_material(const kubernetes::MaterialItem& item, const ledger::MaterialBytes& bytes,
                       const edges::FileSystem& files, const std::string& authority_pem, model::MaterialFacts& facts);

}  // namespace planekeeper::drivers
