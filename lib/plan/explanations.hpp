#pragma once

#include <vector>

#include "model/observed.hpp"
#include "model/origin.hpp"
#include "model/plan.hpp"

namespace planekeeper::plan {

/// Where everything is from that is written on this node: of the stage that is under way, or as desired, with the cures that the ledger
/// remembers and the links that were seen. `plan` is the last one.
[[nodiscard]] std::vector<model::Explanation> explanations(const model::DesiredState& desired,
                                                           const model::Observed& observed, const model::Plan& plan);

}  // namespace planekeeper::plan
