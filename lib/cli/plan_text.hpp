#pragma once

#include <string>
#include <vector>

#include "cli/style.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::cli {

/// Each change with its restart, what it waits for and its diff, the stages of what takes several, then a summary line; without changes, whether the node
/// is as the file says.
[[nodiscard]] std::string plan_text(const model::PlanView& plan, const Style& style);

/// "restarts kube-apiserver: yes, REASON"
[[nodiscard]] std::string restart_text(model::ComponentId id, const std::string& reason, const Style& style);

/// What one change is made to, and its diff alone.
[[nodiscard]] std::string difference_text(const model::PlannedChange& change, const Style& style);

}  // namespace planekeeper::cli
