#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/component.hpp"
#include "model/resource.hpp"
#include "model/sequence.hpp"
#include "model/verb.hpp"

// What planekeeper reports about itself and the node. Published after each pass; status and the CLI read it. Contains
// no secret.

namespace planekeeper::model {

struct ResourceStatus {
    ResourceId id;
    State state = State::unknown;
    std::string reason;      ///< one CamelCase word, stable, for scripts
    std::string message;     ///< one sentence for people
    SystemTime since{};      ///< when state and reason last changed
    std::string generation;  ///< short id of the generation, where the resource has one
    friend bool operator==(const ResourceStatus&, const ResourceStatus&) = default;
};

enum class ConditionStatus { yes, no, unknown };

/// "True", "False", "Unknown"
[[nodiscard]] std::string_view to_string(ConditionStatus status) noexcept;

inline constexpr std::array condition_types{"DesiredStateValid", "Converged", "APIServerHealthy", "Degraded"};

/// `type` is one of condition_types.
struct Condition {
    std::string type;
    ConditionStatus status = ConditionStatus::unknown;
    std::string reason;
    std::string message;
    SystemTime since{};
    friend bool operator==(const Condition&, const Condition&) = default;
};

/// One change as people see it.
struct PlannedChange {
    ResourceId resource;
    Verb verb = Verb::change;
    std::string summary;
    std::string waits_for;                ///< empty: ready now; else "known after KeyMaterial/ca" or "after Image/…"
    std::optional<ComponentId> restarts;  ///< the component that this change restarts
    std::string restart_reason;
    std::optional<std::string> before;  ///< texts for a diff; absent for secrets and for things without text
    std::optional<std::string> after;
    friend bool operator==(const PlannedChange&, const PlannedChange&) = default;
};

/// A plan as people see it.
struct PlanView {
    std::vector<PlannedChange> changes;
    Condition converged;                       ///< a plan without changes does not mean that the node is as declared
    std::vector<SequenceView> sequences = {};  ///< the sequences that are under way
    friend bool operator==(const PlanView&, const PlanView&) = default;
};

enum class EventType { normal, warning };

struct Event {
    std::uint64_t sequence = 0;  ///< grows by one, from 1 at each start of the daemon
    SystemTime time{};
    EventType type = EventType::normal;
    std::string resource;  ///< to_string(ResourceId), may be empty
    std::string reason;
    std::string message;
    friend bool operator==(const Event&, const Event&) = default;
};

/// A step that runs now and takes longer than a moment.
struct Progress {
    std::string resource;
    std::string step;    ///< "downloading", "building", "importing", "rehearsing"
    std::string detail;  ///< "41 MB"
    SystemTime since{};
    friend bool operator==(const Progress&, const Progress&) = default;
};

struct Counters {
    /// A pass that finds somebody writing the desired state does not count: who waits for it waits for the next one.
    std::uint64_t passes = 0;
    std::uint64_t files_written = 0;
    std::uint64_t processes_started = 0;
    std::uint64_t api_writes = 0;
    std::uint64_t wakeups = 0;
    friend bool operator==(const Counters&, const Counters&) = default;
};

struct Snapshot {
    std::string version;  ///< planekeeper's own
    std::string node_name;
    std::string kubernetes_version;
    std::string desired_state_file;
    std::string desired_state_digest;   ///< short hex, of the text in force
    std::vector<std::string> problems;  ///< of the text on disk when it is not in force: "FILE:LINE:COLUMN: …"
    std::string generation;             ///< short id of the published generation
    std::string last_good_generation;
    std::vector<Condition> conditions;
    std::vector<ResourceStatus> resources;
    std::vector<PlannedChange> plan;
    std::vector<SequenceView> sequences;  ///< the sequences that are under way
    std::vector<Progress> progress;
    std::vector<std::string> warnings;
    std::vector<std::string> api_server_log;  ///< last lines of a failing container, secrets masked
    Counters counters;
    SystemTime started_at{};
    SystemTime observed_at{};
    bool complete = false;  ///< false until the first pass has ended
    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

}  // namespace planekeeper::model
