#include "reconcile/chronicle.hpp"

namespace planekeeper::reconcile {

using model::EventType;
using model::State;

void Chronicle::tell(const model::ResourceStatus& resource, const Seen* before, SystemTime now) {
    const bool bad = resource.state == State::failed || resource.state == State::degraded;
    // A successful change has its own event. So of the good states only a recovery and the start of a component are
    // news.
    const bool was_bad = before != nullptr && (before->state == State::failed || before->state == State::degraded);
    const bool is_component =
        resource.id.kind == model::ResourceKind::api_server || resource.id.kind == model::ResourceKind::component;
    const bool start = is_component && before != nullptr;
    const bool recovered = resource.state == State::ready && (was_bad || start);
    if (!bad && !recovered) return;
    events_.add(bad ? EventType::warning : EventType::normal, bad ? resource.reason : "Ready", to_string(resource.id),
                resource.message, now);
}

void Chronicle::record(std::vector<model::ResourceStatus>& resources, SystemTime now) {
    std::map<model::ResourceId, Seen> next;
    for (auto& resource : resources) {
        const auto it = resources_.find(resource.id);
        const Seen* before = it == resources_.end() ? nullptr : &it->second;
        const bool same = before != nullptr && before->state == resource.state && before->reason == resource.reason;
        resource.since = same ? before->since : now;
        if (!same) tell(resource, before, now);
        next[resource.id] = {resource.state, resource.reason, resource.since};
    }
    resources_ = std::move(next);
}

void Chronicle::record(std::vector<model::Condition>& conditions, SystemTime now) {
    for (auto& condition : conditions) {
        const auto it = conditions_.find(condition.type);
        const bool same = it != conditions_.end() && it->second.status == condition.status;
        condition.since = same ? it->second.since : now;
        if (!same && condition.type == "Converged" && condition.status == model::ConditionStatus::yes) {
            events_.add(EventType::normal, "Converged", {}, condition.message, now);
        }
        conditions_[condition.type] = condition;
    }
}

}  // namespace planekeeper::reconcile
