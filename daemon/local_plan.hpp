#pragma once

#include "cli/environment.hpp"

namespace planekeeper {

/// Plans over the real edges, for a node whose daemon is not asked.
[[nodiscard]] cli::LocalPlan local_plan();

}  // namespace planekeeper
