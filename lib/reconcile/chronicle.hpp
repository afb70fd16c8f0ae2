#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/plan.hpp"
#include "model/snapshot.hpp"
#include "reconcile/event_log.hpp"

namespace planekeeper::reconcile {

/// Turns plans into statuses with a history: since when a resource is as it is, and what is worth an event when it
/// changes.
class Chronicle {
public:
    explicit Chronicle(EventLog& events) : events_(events) {}

    /// Fills in `since` of each status and tells the log of changes.
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
