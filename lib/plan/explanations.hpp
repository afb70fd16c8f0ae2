#pragma once

#include <vector>

#include "model/observed.hpp"
#include "model/origin.hpp"
#include "model/plan.hpp"

namespace planekeeper::plan {

/// The origin of everything that planekeeper writes on this node, for the stage that is under way or for the desired
/// state. The cures in the ledger and the links that were seen are included. `plan`: the last plan.
[[nodiscard]] std::vector<model::Explanation> explanations(const model::DesiredState& desired,
                                                           const model::Observed& observed, const model::Plan& plan);

}  // namespace planekeeper::plan
