#include "plan/fallback.hpp"

#include <algorithm>
#include <array>

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::Generation;

namespace {

/// The good generations, the newest first.
std::vector<const Generation*> good_ones(const model::Ledger& ledger) {
    std::vector<const Generation*> found;
    for (const auto* generation : {&ledger.last_good, &ledger.previous_good}) {
        if (*generation) found.push_back(&**generation);
    }
    return found;
}

}  // namespace

SystemTime retry_time(const model::Failure& failure) {
    const int doublings = std::clamp(failure.times - 1, 0, 4);
    return failure.at + std::min<std::chrono::minutes>(10min * (1 << doublings), 120min);
}

const model::Failure* standing_failure(const Draft& draft, const std::string& generation) {
    const auto& failed = draft.plan.ledger.failed;
    const auto it = failed.find(generation);
    if (it == failed.end()) return nullptr;
    const auto& failure = it->second;
    // A clock that was set back since says nothing about how long ago it was.
    const bool is_time = draft.now.system >= retry_time(failure) || draft.now.system < failure.at;
    return failure.of_time && is_time ? nullptr : &failure;
}

void note_failure(Draft& draft, const std::string& generation, model::Failure failure) {
    if (standing_failure(draft, generation) != nullptr) return;
    auto& failed = draft.plan.ledger.failed;
    const auto before = failed.find(generation);
    failure.at = draft.now.system;
    failure.times = before == failed.end() ? 1 : before->second.times + 1;
    failed[generation] = std::move(failure);
}

const Generation* fallback(const Draft& draft) {
    const auto& ledger = draft.plan.ledger;
    const auto good = good_ones(ledger);
    const auto able = std::ranges::find_if(good, [&](const auto* generation) {
        return standing_failure(draft, generation->id) == nullptr && !is_lost(draft, generation->image);
    });
    if (able != good.end()) return *able;
    const auto running = std::ranges::find_if(
        good, [&](const auto* generation) { return ledger.current && ledger.current->id == generation->id; });
    if (running != good.end()) return *running;
    return good.empty() ? nullptr : good.front();
}

std::set<std::string> needed_images(const model::Ledger& ledger) {
    std::set<std::string> references;
    if (ledger.current) references.insert(ledger.current->image);
    for (const auto* generation : good_ones(ledger)) references.insert(generation->image);
    return references;
}

bool is_lost(const Draft& draft, const std::string& image) {
    const auto& listed = draft.observed.image.listed;
    return draft.plan.ledger.images.contains(image) && !listed.empty() && !listed.contains(image);
}

}  // namespace planekeeper::plan
