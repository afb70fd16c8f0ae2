#include "status/plan_json.hpp"

#include <algorithm>

#include "status/json_fields.hpp"

namespace planekeeper::status {

BOOST_DESCRIBE_STRUCT(PlanReport, (),
                      (desired_state_file, problems, observed_at, complete, converged, sequences, changes))

}  // namespace planekeeper::status

namespace planekeeper::text {

template <>
inline constexpr auto json_names<status::PlanReport> =
    std::to_array<JsonName>({{"desired_state_file", "desiredState/file"}, {"problems", "desiredState/problems"}});

}  // namespace planekeeper::text

namespace planekeeper::status {

namespace {

bool is_read(const model::Snapshot& snapshot) {
    return std::ranges::none_of(snapshot.conditions, [](const auto& condition) {
        return condition.type == "DesiredStateValid" && condition.status == model::ConditionStatus::unknown;
    });
}

}  // namespace

PlanReport plan_report(const model::Snapshot& snapshot) {
    PlanReport report;
    report.desired_state_file = snapshot.desired_state_file;
    report.problems = snapshot.problems;
    report.observed_at = snapshot.observed_at;
    report.complete = snapshot.complete && is_read(snapshot);
    const auto converged = std::ranges::find(snapshot.conditions, "Converged", &model::Condition::type);
    if (converged != snapshot.conditions.end()) report.converged = *converged;
    report.sequences = snapshot.sequences;
    report.changes = snapshot.plan;
    return report;
}

std::string plan_json(const PlanReport& report) {
    auto json = record("Plan");
    Fields::write_members(report, json);
    // The summary of the changes stands before them.
    const auto changes = std::move(json["changes"]);
    json.erase("changes");
    json["restartsAPIServer"] = std::ranges::any_of(
        report.changes, [](const auto& change) { return change.restarts == model::ComponentId::api_server; });
    json["changes"] = changes;
    return dump(json);
}

Result<PlanReport> plan_from_json(std::string_view text) {
    const auto json = parse_record(text, "Plan");
    if (!json) return fail(json.error());
    PlanReport report{.complete = false};
    Fields::read_members(*json, report);
    return report;
}

}  // namespace planekeeper::status
