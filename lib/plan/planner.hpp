#pragma once

#include <vector>

#include "model/desired_state.hpp"
#include "model/ledger.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

// The heart of planekeeper: what differs, in which order it is put right, what waits for what and why, and when to look
// again. Pure: the same arguments give the same plan. It reads no clock, no file and no random number.

namespace planekeeper::plan {

/// What has to be done so that the node is as desired. Apply `changes` in order, but save `ledger` first where it
/// differs from the one given; then observe and plan again. After everything has been done the next plan has no
/// change.
[[nodiscard]] model::Plan plan(const model::DesiredState& desired, const model::Observed& observed,
                               const model::Ledger& ledger, Now now);

/// What has failed, as a part of the plan.
[[nodiscard]] model::PlannedChange as_refusal(const model::ResourceStatus& failed);

/// What is done now, then what waits.
[[nodiscard]] model::PlanView view(const model::Plan& plan);

/// The conditions that sum a plan up: Converged, APIServerHealthy and Degraded. `since` is left for the caller.
[[nodiscard]] std::vector<model::Condition> conditions(const model::Plan& plan);

}  // namespace planekeeper::plan
