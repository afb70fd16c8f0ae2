#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::status {

/// The planned changes, and the state from which they were computed.
struct PlanReport {
    std::string desired_state_file;
    std::vector<std::string> problems;  ///< problems of the text on disk: the plan is then of the last good text
    SystemTime observed_at{};
    bool complete = true;        ///< false: the desired state has not been read yet, so the plan is empty
    model::Condition converged;  ///< a plan without changes does not mean that the node is as declared
    std::vector<model::SequenceView> sequences;  ///< the sequences that are under way
    std::vector<model::PlannedChange> changes;
    friend bool operator==(const PlanReport&, const PlanReport&) = default;
};

[[nodiscard]] PlanReport plan_report(const model::Snapshot& snapshot);

/// The answer to GET /v1/plan: {"apiVersion":"planekeeper/v1alpha1","kind":"Plan",…,"changes":[…]}, one line. It
/// contains no texts of secrets, because a PlannedChange has none.
[[nodiscard]] std::string plan_json(const PlanReport& report);

/// Error: invalid (not a Plan record of this API version).
[[nodiscard]] Result<PlanReport> plan_from_json(std::string_view text);

}  // namespace planekeeper::status
