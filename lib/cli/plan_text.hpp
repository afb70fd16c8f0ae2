#pragma once

#include <string>
#include <vector>

#include "cli/style.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::cli {

/// Each change with what it waits for, its restart and its diff, then the stages of each sequence, then a summary line.
/// Without changes: whether the node is as the file says.
[[nodiscard]] std::string plan_text(const model::PlanView& plan, const Style& style);

/// "restarts kube-apiserver: yes, REASON"
[[nodiscard]] std::string restart_text(model::ComponentId id, const std::string& reason, const Style& style);

/// The head line of one change and its diff, without its restart and what it waits for.
[[nodiscard]] std::string difference_text(const model::PlannedChange& change, const Style& style);

}  // namespace planekeeper::cli
