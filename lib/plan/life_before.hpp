#pragma once

#include "components/key_material.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

/// True: nothing tells of a life in which this item, which is missing, may have been in use; or somebody said that no such
/// life is to be minded. Else a status says what was seen, or that it is being looked for. For items that cannot be
/// replaced only: what is stored may need them.
[[nodiscard]] bool is_blank(Draft& draft, const kubernetes::MaterialItem& item);

}  // namespace planekeeper::plan
