#include "status/snapshot_json.hpp"

#include <array>

#include "status/plan_fields.hpp"

namespace planekeeper::status {

namespace {

using model::State;

template <class Enum, std::size_t N>
Enum enum_at(const Json& json, std::string_view name, const std::array<Enum, N>& known, Enum otherwise) {
    const auto text = text_at(json, name);
    for (const auto value : known) {
        if (to_string(value) == text) return value;
    }
    return otherwise;
}

Json resource_field(const model::ResourceStatus& resource) {
    Json json;
    put(json, resource.id);
    json["state"] = to_string(resource.state);
    json["reason"] = resource.reason;
    json["message"] = resource.message;
    json["since"] = time_field(resource.since);
    json["generation"] = resource.generation;
    return json;
}

model::ResourceStatus resource_at(const Json& json) {
    static constexpr std::array known = {State::ready,    State::progressing, State::pending,
                                         State::degraded, State::failed,      State::unknown};
    return {resource_id_at(json),    enum_at(json, "state", known, State::unknown),
            text_at(json, "reason"), text_at(json, "message"),
            time_at(json, "since"),  text_at(json, "generation")};
}

Json progress_field(const model::Progress& progress) {
    Json json;
    json["resource"] = progress.resource;
    json["step"] = progress.step;
    json["detail"] = progress.detail;
    json["since"] = time_field(progress.since);
    return json;
}

model::Progress progress_at(const Json& json) {
    return {text_at(json, "resource"), text_at(json, "step"), text_at(json, "detail"), time_at(json, "since")};
}

Json counters_field(const model::Counters& counters) {
    Json json;
    json["passes"] = counters.passes;
    json["filesWritten"] = counters.files_written;
    json["processesStarted"] = counters.processes_started;
    json["apiWrites"] = counters.api_writes;
    json["wakeups"] = counters.wakeups;
    return json;
}

model::Counters counters_at(const Json& json) {
    return {number_at(json, "passes"), number_at(json, "filesWritten"), number_at(json, "processesStarted"),
            number_at(json, "apiWrites"), number_at(json, "wakeups")};
}

template <class Item, class Field>
Json list(const std::vector<Item>& items, Field field) {
    auto json = Json::array();
    for (const auto& item : items) json.push_back(field(item));
    return json;
}

}  // namespace

std::string to_json(const model::Snapshot& snapshot) {
    auto json = record("Status");
    json["version"] = snapshot.version;
    json["node"]["name"] = snapshot.node_name;
    json["node"]["kubernetesVersion"] = snapshot.kubernetes_version;
    json["desiredState"]["file"] = snapshot.desired_state_file;
    json["desiredState"]["digest"] = snapshot.desired_state_digest;
    json["desiredState"]["problems"] = snapshot.problems;
    json["generation"]["published"] = snapshot.generation;
    json["generation"]["lastGood"] = snapshot.last_good_generation;
    json["conditions"] = list(snapshot.conditions, condition_field);
    json["resources"] = list(snapshot.resources, resource_field);
    json["plan"] =
        list(snapshot.plan, [](const auto& change) { return planned_change_field(change, Texts::left_out); });
    json["progress"] = list(snapshot.progress, progress_field);
    json["warnings"] = snapshot.warnings;
    json["apiServerLog"] = snapshot.api_server_log;
    json["counters"] = counters_field(snapshot.counters);
    json["startedAt"] = time_field(snapshot.started_at);
    json["observedAt"] = time_field(snapshot.observed_at);
    json["complete"] = snapshot.complete;
    return dump(json);
}

Result<model::Snapshot> snapshot_from_json(std::string_view text) {
    const auto json = parse_record(text, "Status");
    if (!json) return fail(json.error());
    const auto& desired = child_at(*json, "desiredState");
    model::Snapshot snapshot;
    snapshot.version = text_at(*json, "version");
    snapshot.node_name = text_at(child_at(*json, "node"), "name");
    snapshot.kubernetes_version = text_at(child_at(*json, "node"), "kubernetesVersion");
    snapshot.desired_state_file = text_at(desired, "file");
    snapshot.desired_state_digest = text_at(desired, "digest");
    snapshot.problems = texts_at(desired, "problems");
    snapshot.generation = text_at(child_at(*json, "generation"), "published");
    snapshot.last_good_generation = text_at(child_at(*json, "generation"), "lastGood");
    for (const auto& item : child_at(*json, "conditions")) snapshot.conditions.push_back(condition_at(item));
    for (const auto& item : child_at(*json, "resources")) snapshot.resources.push_back(resource_at(item));
    for (const auto& item : child_at(*json, "plan")) snapshot.plan.push_back(planned_change_at(item));
    for (const auto& item : child_at(*json, "progress")) snapshot.progress.push_back(progress_at(item));
    snapshot.warnings = texts_at(*json, "warnings");
    snapshot.api_server_log = texts_at(*json, "apiServerLog");
    snapshot.counters = counters_at(child_at(*json, "counters"));
    snapshot.started_at = time_at(*json, "startedAt");
    snapshot.observed_at = time_at(*json, "observedAt");
    snapshot.complete = flag_at(*json, "complete");
    return snapshot;
}

}  // namespace planekeeper::status
