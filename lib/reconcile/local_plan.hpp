#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "model/desired_state.hpp"
#include "model/snapshot.hpp"
#include "reconcile/outside.hpp"

namespace planekeeper::reconcile {

/// Looks once at the node and returns the plan, for `planekeeper plan` without a daemon. Changes nothing, not even the
/// ledger. Errors: those of the ledger (permission without root).
[[nodiscard]] boost::asio::awaitable<Result<model::PlanView>> plan_locally(const Outside& outside,
                                                                           const Options& options,
                                                                           model::DesiredState desired);

}  // namespace planekeeper::reconcile
