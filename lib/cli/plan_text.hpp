#pragma once

#include <string>
#include <vector>

#include "cli/style.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::cli {

/// Each change with its restart, what it waits for and its diff, then a summary line.
[[nodiscard]] std::string plan_text(const std::vector<model::PlannedChange>& changes, const Style& style);

}  // namespace planekeeper::cli
