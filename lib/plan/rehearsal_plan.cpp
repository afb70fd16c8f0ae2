#include <fmt/format.h>

#include "plan/fallback.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using model::RehearsalOutcome;
using model::ResourceId;
using model::ResourceKind;

namespace {

/// Only what takes the place of something that runs well is rehearsed: a first start has nothing to lose.
bool has_something_to_lose(const model::Rollout& rollout, const model::Generation& generation) {
    const bool runs_already = rollout.current && rollout.current->id == generation.id;
    return rollout.last_good && rollout.last_good->id != generation.id && !runs_already;
}

/// Takes the outcome into the ledger. True: the generation may be published.
bool take(ComponentDraft& component, const model::ObservedRehearsal& seen) {
    if (seen.outcome == RehearsalOutcome::refused) {
        note_failure(component, seen.generation,
                     {.reason = seen.reason, .message = fmt::format("in its rehearsal: {}", seen.message)});
        return false;
    }
    component.rollout.rehearsed = seen.generation;
    return true;
}

}  // namespace

bool plan_rehearsal(ComponentDraft& component, const model::Generation& generation, const kubernetes::Cures& cures) {
    const auto& rollout = component.rollout;
    const auto& seen = component.observed.rehearsal;
    const bool is_of_this = seen.generation == generation.id;
    if (is_of_this && seen.outcome == RehearsalOutcome::undecided) {
        component.draft.plan.warnings.push_back(
            fmt::format("the rehearsal of generation {} could not tell ({}: {}), which does not hinder its publication",
                        generation.id.substr(0, 12), seen.reason, seen.message));
    }
    if (!has_something_to_lose(rollout, generation) || rollout.rehearsed == generation.id) return true;
    if (standing_failure(component, generation.id) != nullptr) return false;
    if (is_of_this) return take(component, seen);
    model::Change change{
        .resource = ResourceId{ResourceKind::rehearsal, generation.id.substr(0, 12)},
        .action = model::Rehearse{component.id, generation.id, generation.image, cures, component.observed.link_ends}};
    change.inputs = generation.id;
    change.shown.verb = model::Verb::rehearse;
    change.shown.summary = fmt::format("start the next {} without {} and network, to see how far it gets",
                                       component.name, component.row.rehearsal.without);
    component.draft.change(std::move(change));
    return false;
}

}  // namespace planekeeper::plan
