#pragma once

#include "cli/environment.hpp"

namespace planekeeper {

/// The plan of a node whose daemon is not asked, made over the real edges.
[[nodiscard]] cli::LocalPlan local_plan();

}  // namespace planekeeper
