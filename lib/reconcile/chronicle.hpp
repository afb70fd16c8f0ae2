#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/plan.hpp"
#include "model/snapshot.hpp"
#include "reconcile/event_log.hpp"

namespace planekeeper::reconcile {

/// Adds history to the statuses of a plan: the time since when a resource has its state, and events for the changes
/// that people want to know.
class Chronicle {
public:
    explicit Chronicle(EventLog& events) : events_(events) {}

    /// Sets `since` of each status. Adds an event for each change to a bad state, each recovery and each start of a
    /// component.
    void record(std::vector<model::ResourceStatus>& resources, SystemTime now);
    void record(std::vector<model::Condition>& conditions, SystemTime now);

private:
    struct Seen {
        model::State state;
        std::string reason;
        SystemTime since;
    };

    void tell(const model::ResourceStatus& resource, const Seen* before, SystemTime now);

    EventLog& events_;
    std::map<model::ResourceId, Seen> resources_;
    std::map<std::string, model::Condition> conditions_;
};

}  // namespace planekeeper::reconcile
