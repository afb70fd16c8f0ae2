#include "plan/draft.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plan/backoff.hpp"

namespace planekeeper::plan {

using model::State;

Draft::Draft(const model::DesiredState& desired_state, const model::Observed& seen, const model::Ledger& ledger,
             Now time)
    : desired(desired_state), observed(seen), now(time) {
    plan.ledger = ledger;
}

void Draft::status(model::ResourceId id, State state, std::string reason, std::string message) {
    // One status a resource: what is found out later (the published file is foreign) says more than what came before
    // (the key in custody is well). Two would look like a change at every pass.
    std::erase_if(plan.resources, [&](const auto& earlier) { return earlier.id == id; });
    std::erase(unfinished_, id);
    // Degraded means: it works, but somebody should look. Nothing waits for that.
    if (state != State::ready && state != State::degraded) unfinished_.push_back(id);
    plan.resources.push_back(
        {.id = std::move(id), .state = state, .reason = std::move(reason), .message = std::move(message)});
}

void Draft::ready(model::ResourceId id, std::string message) {
    status(std::move(id), State::ready, "AsDesired", std::move(message));
}

void Draft::look(model::LookKind kind, model::ComponentId component) {
    const model::Look look{kind, kind == model::LookKind::runtime ? model::ComponentId::api_server : component};
    if (std::ranges::find(plan.looks, look) == plan.looks.end()) plan.looks.push_back(look);
}

void Draft::due(SteadyTime when) {
    if (!plan.deadline || when < *plan.deadline) plan.deadline = when;
}

void Draft::hold_back_behind(const model::ResourceId& id) {
    if (std::ranges::find(unfinished_, id) == unfinished_.end()) unfinished_.push_back(id);
}

const model::ResourceStatus* Draft::obstacle() const {
    const model::ResourceStatus* first = nullptr;
    for (const auto& id : unfinished_) {
        const auto* resource = status_of(id);
        if (resource == nullptr) continue;
        if (resource->state == State::failed) return resource;
        if (first == nullptr) first = resource;
    }
    return first;
}

const model::ResourceStatus* Draft::status_of(const model::ResourceId& id) const {
    const auto it = std::ranges::find(plan.resources, id, &model::ResourceStatus::id);
    return it == plan.resources.end() ? nullptr : &*it;
}

const model::ObservedFile& Draft::file(const std::string& path) const {
    static const model::ObservedFile unseen;
    const auto it = observed.files.find(path);
    return it == observed.files.end() ? unseen : it->second;
}

bool Draft::held_back(const model::Change& change) {
    if (observed.running.contains(change.resource)) {
        status(change.resource, State::progressing, "InProgress", change.shown.summary);
        return true;
    }
    if (const auto it = observed.attempts.find(change.resource); it != observed.attempts.end()) {
        const auto& attempts = it->second;
        if (attempts.terminal && attempts.inputs == change.inputs) {
            status(change.resource, State::failed, "Failed", attempts.error);
            return true;
        }
        if (attempts.failures > 0 && attempts.inputs == change.inputs && retry_time(attempts) > now.steady) {
            status(change.resource, State::failed, "RetryLater", attempts.error);
            tried_again_.insert(change.resource);
            due(retry_time(attempts));
            return true;
        }
    }
    if (const auto it = observed.repairs.find(change.resource); change.repair && it != observed.repairs.end()) {
        if (const auto next = next_repair(it->second, now.steady); next && *next > now.steady) {
            status(change.resource, State::degraded, "Contended",
                   "something else keeps changing it; planekeeper repairs it more and more slowly. Find the other "
                   "writer, or take this out of the desired state");
            due(*next);
            return true;
        }
    }
    return false;
}

void Draft::change(model::Change change) {
    change.shown.resource = change.resource;
    if (held_back(change)) {
        const auto& resource = plan.resources.back();
        if (resource.state == State::failed && !is_tried_again(resource.id)) return;  // shown as refused
        auto shown = change.shown;
        shown.waits_for = "its next attempt";
        if (resource.state == State::failed)
            shown.waits_for += fmt::format("; the last one failed: {}", resource.message);
        if (observed.running.contains(change.resource)) shown.waits_for = "the attempt that is running";
        plan.waiting.push_back(std::move(shown));
        return;
    }
    status(change.resource, State::progressing, "ChangeDue", change.shown.summary);
    plan.changes.push_back(std::move(change));
}

void Draft::wait(model::PlannedChange change) { plan.waiting.push_back(std::move(change)); }

const model::Rollout& api_server_rollout(const Draft& draft) {
    return draft.plan.ledger.rollouts[model::ComponentId::api_server];
}

}  // namespace planekeeper::plan
