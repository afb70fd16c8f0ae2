#include "status/plan_json.hpp"

#include <algorithm>

#include "status/plan_fields.hpp"

namespace planekeeper::status {

namespace {

std::optional<std::string> optional_text_at(const Json& json, std::string_view name) {
    if (!json.contains(name) || !json[std::string{name}].is_string()) return std::nullopt;
    return text_at(json, name);
}

bool is_read(const model::Snapshot& snapshot) {
    return std::ranges::none_of(snapshot.conditions, [](const auto& condition) {
        return condition.type == "DesiredStateValid" && condition.status == model::ConditionStatus::unknown;
    });
}

}  // namespace

Json planned_change_field(const model::PlannedChange& change, Texts texts) {
    Json json;
    put(json, change.resource);
    json["action"] = to_string(change.verb);
    json["summary"] = change.summary;
    json["waitsFor"] = change.waits_for;
    json["restartsAPIServer"] = change.restarts == model::ComponentId::api_server;
    // Of v1alpha1 the field above is the older one: what it says is not said twice.
    if (change.restarts && change.restarts != model::ComponentId::api_server)
        json["restarts"] = to_string(*change.restarts);
    json["restartReason"] = change.restart_reason;
    if (texts == Texts::included && change.before) json["before"] = *change.before;
    if (texts == Texts::included && change.after) json["after"] = *change.after;
    return json;
}

model::PlannedChange planned_change_at(const Json& json) {
    model::PlannedChange change;
    change.resource = resource_id_at(json);
    change.verb = model::verb_from(text_at(json, "action"));
    change.summary = text_at(json, "summary");
    change.waits_for = text_at(json, "waitsFor");
    change.restarts = model::component_from(text_at(json, "restarts"));
    if (flag_at(json, "restartsAPIServer")) change.restarts = model::ComponentId::api_server;
    change.restart_reason = text_at(json, "restartReason");
    change.before = optional_text_at(json, "before");
    change.after = optional_text_at(json, "after");
    return change;
}

Json condition_field(const model::Condition& condition) {
    Json json;
    json["type"] = condition.type;
    json["status"] = to_string(condition.status);
    json["reason"] = condition.reason;
    json["message"] = condition.message;
    json["since"] = time_field(condition.since);
    return json;
}

model::Condition condition_at(const Json& json) {
    auto status = model::ConditionStatus::unknown;
    for (const auto known : {model::ConditionStatus::yes, model::ConditionStatus::no}) {
        if (to_string(known) == text_at(json, "status")) status = known;
    }
    return {text_at(json, "type"), status, text_at(json, "reason"), text_at(json, "message"), time_at(json, "since")};
}

PlanReport plan_report(const model::Snapshot& snapshot) {
    PlanReport report;
    report.desired_state_file = snapshot.desired_state_file;
    report.problems = snapshot.problems;
    report.observed_at = snapshot.observed_at;
    report.complete = snapshot.complete && is_read(snapshot);
    const auto converged = std::ranges::find(snapshot.conditions, "Converged", &model::Condition::type);
    if (converged != snapshot.conditions.end()) report.converged = *converged;
    report.changes = snapshot.plan;
    return report;
}

std::string plan_json(const PlanReport& report) {
    auto json = record("Plan");
    json["desiredState"]["file"] = report.desired_state_file;
    json["desiredState"]["problems"] = report.problems;
    json["observedAt"] = time_field(report.observed_at);
    json["complete"] = report.complete;
    json["converged"] = condition_field(report.converged);
    json["restartsAPIServer"] = std::any_of(report.changes.begin(), report.changes.end(), [](const auto& change) {
        return change.restarts == model::ComponentId::api_server;
    });
    json["changes"] = Json::array();
    for (const auto& change : report.changes) json["changes"].push_back(planned_change_field(change, Texts::included));
    return dump(json);
}

Result<PlanReport> plan_from_json(std::string_view text) {
    const auto json = parse_record(text, "Plan");
    if (!json) return fail(json.error());
    PlanReport report;
    report.desired_state_file = text_at(child_at(*json, "desiredState"), "file");
    report.problems = texts_at(child_at(*json, "desiredState"), "problems");
    report.observed_at = time_at(*json, "observedAt");
    report.complete = flag_at(*json, "complete");
    report.converged = condition_at(child_at(*json, "converged"));
    for (const auto& change : child_at(*json, "changes")) report.changes.push_back(planned_change_at(change));
    return report;
}

}  // namespace planekeeper::status
