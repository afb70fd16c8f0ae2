#include "status/snapshot_json.hpp"

#include "status/json_fields.hpp"

namespace planekeeper::model {

BOOST_DESCRIBE_STRUCT(ResourceStatus, (), (id, state, reason, message, since, generation))
BOOST_DESCRIBE_STRUCT(Progress, (), (resource, step, detail, since))
BOOST_DESCRIBE_STRUCT(Counters, (), (passes, files_written, processes_started, api_writes, wakeups))
BOOST_DESCRIBE_STRUCT(Snapshot, (),
                      (version, node_name, kubernetes_version, desired_state_file, desired_state_digest, problems,
                       generation, last_good_generation, conditions, resources, plan, sequences, progress, warnings,
                       api_server_log, counters, started_at, observed_at, complete))

}  // namespace planekeeper::model

namespace planekeeper::text {

template <>
inline constexpr auto json_names<model::Snapshot> =
    std::to_array<JsonName>({{"node_name", "node/name"},
                             {"kubernetes_version", "node/kubernetesVersion"},
                             {"desired_state_file", "desiredState/file"},
                             {"desired_state_digest", "desiredState/digest"},
                             {"problems", "desiredState/problems"},
                             {"generation", "generation/published"},
                             {"last_good_generation", "generation/lastGood"}});

}  // namespace planekeeper::text

namespace planekeeper::status {

std::string to_json(const model::Snapshot& snapshot) {
    auto json = record("Status");
    Fields::write_members(snapshot, json);
    for (auto& change : json["plan"]) {
        change.erase("before");
        change.erase("after");
    }
    return dump(json);
}

Result<model::Snapshot> snapshot_from_json(std::string_view text) {
    const auto json = parse_record(text, "Status");
    if (!json) return fail(json.error());
    model::Snapshot snapshot;
    Fields::read_members(*json, snapshot);
    return snapshot;
}

}  // namespace planekeeper::status
