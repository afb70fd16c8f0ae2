#pragma once

#include "components/key_material.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

/// True when nothing tells of an earlier life in which this missing item may have been in use, or somebody said that no
/// such life matters. Else a status says what was seen, or that a look is under way. Only for items that cannot be
/// replaced, because what is stored may need them.
[[nodiscard]] bool is_blank(Draft& draft, const kubernetes::MaterialItem& item);

}  // namespace planekeeper::plan
