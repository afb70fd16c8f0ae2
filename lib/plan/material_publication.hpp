#pragma once

#include "components/key_material.hpp"
#include "model/observed.hpp"
#include "plan/generation.hpp"
#include "plan/turn.hpp"

// Key material on its way from custody to the paths that the desired state names.

namespace planekeeper::plan {

/// True, with a status, when another key is in the place of an irreplaceable one, or a file that cannot be read and
/// that belongs to another user. It may be somebody's only copy.
[[nodiscard]] bool foreign_key(Draft& draft, const kubernetes::MaterialItem& item,
                               const model::ObservedMaterial& material);

/// Compares each file of an item in custody with its published copy, and adds the changes that are needed. When one
/// file of a pair has to stay, the other one stays too. `turn`: of its publication. Returns the digest that each file
/// shall have.
[[nodiscard]] Digests publish_material(Draft& draft, const kubernetes::MaterialItem& item,
                                       const model::ObservedMaterial& material, Turn turn);

}  // namespace planekeeper::plan
