#pragma once

#include <string>

#include "kubernetes/key_material.hpp"
#include "ledger/custody.hpp"
#include "model/observed.hpp"

namespace planekeeper::drivers {

/// What can be told of the bytes of one item. `authority_pem` is what leaves are verified against; empty: unknown.
void describe_material(const kubernetes::MaterialItem& item, const ledger::MaterialBytes& bytes,
                       const std::string& authority_pem, model::MaterialFacts& facts);

}  // namespace planekeeper::drivers
