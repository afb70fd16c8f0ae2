#include "plan/fallback.hpp"

#include <algorithm>
#include <array>

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::Generation;

namespace {

/// The good generations, the newest first.
std::vector<const Generation*> good_ones(const model::Rollout& rollout) {
    std::vector<const Generation*> found;
    for (const auto* generation : {&rollout.last_good, &rollout.previous_good}) {
        if (*generation) found.push_back(&**generation);
    }
    return found;
}

}  // namespace

SystemTime retry_time(const model::Failure& failure) {
    const int doublings = std::clamp(failure.times - 1, 0, 4);
    return failure.at + std::min<std::chrono::minutes>(10min * (1 << doublings), 120min);
}

const model::Failure* standing_failure(const ComponentDraft& component, const std::string& generation) {
    const auto& failed = component.rollout.failed;
    const auto it = failed.find(generation);
    if (it == failed.end()) return nullptr;
    const auto& failure = it->second;
    // A clock that was set back after the failure cannot tell how long ago it was, so it is time to try again.
    const bool is_time = component.draft.now.system >= retry_time(failure) || component.draft.now.system < failure.at;
    return failure.of_time && is_time ? nullptr : &failure;
}

const model::Failure* standing_failure(const ComponentDraft& component, const Target& target) {
    return target.generation ? standing_failure(component, target.generation->id) : nullptr;
}

void note_failure(ComponentDraft& component, const std::string& generation, model::Failure failure) {
    if (standing_failure(component, generation) != nullptr) return;
    auto& failed = component.rollout.failed;
    const auto before = failed.find(generation);
    failure.at = component.draft.now.system;
    failure.times = before == failed.end() ? 1 : before->second.times + 1;
    failed[generation] = std::move(failure);
}

const Generation* fallback(const ComponentDraft& component) {
    const auto& rollout = component.rollout;
    const auto good = good_ones(rollout);
    const auto able = std::ranges::find_if(good, [&](const auto* generation) {
        return standing_failure(component, generation->id) == nullptr && !is_lost(component, generation->image);
    });
    if (able != good.end()) return *able;
    const auto running = std::ranges::find_if(
        good, [&](const auto* generation) { return rollout.current && rollout.current->id == generation->id; });
    if (running != good.end()) return *running;
    return good.empty() ? nullptr : good.front();
}

std::set<std::string> needed_images(const model::Rollout& rollout) {
    std::set<std::string> references;
    if (rollout.current) references.insert(rollout.current->image);
    for (const auto* generation : good_ones(rollout)) references.insert(generation->image);
    return references;
}

bool is_lost(const ComponentDraft& component, const std::string& image) {
    const auto& listed = component.observed.image.listed;
    return component.draft.plan.ledger.images.contains(image) && !listed.empty() && !listed.contains(image);
}

}  // namespace planekeeper::plan
