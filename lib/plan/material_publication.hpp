#pragma once

#include "components/key_material.hpp"
#include "model/observed.hpp"
#include "plan/generation.hpp"
#include "plan/turn.hpp"

// Key material on its way from custody to the paths that the desired state names.

namespace planekeeper::plan {

/// True, with the status that tells it: in the place of a key that planekeeper keeps for good is another one, perhaps
/// somebody's only copy.
[[nodiscard]] bool foreign_key(Draft& draft, const kubernetes::MaterialItem& item,
                               const model::ObservedMaterial& material);

/// Compares each file of an item in custody with its published copy. `turn`: of its publication. Of a pair of which one
/// file has to stay as it is, the other one stays, too. Returns what they are to hold.
[[nodiscard]] Digests publish_material(Draft& draft, const kubernetes::MaterialItem& item,
                                       const model::ObservedMaterial& material, Turn turn);

}  // namespace planekeeper::plan
