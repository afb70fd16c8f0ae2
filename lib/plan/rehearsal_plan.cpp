#include "plan/draft.hpp"
#include "plan/fallback.hpp"

namespace planekeeper::plan {

using model::RehearsalOutcome;
using model::ResourceId;
using model::ResourceKind;

namespace {

/// Only what takes the place of something that runs well is rehearsed: a first start has nothing to lose.
bool has_something_to_lose(const model::Ledger& ledger, const model::Generation& generation) {
    const bool runs_already = ledger.current && ledger.current->id == generation.id;
    return ledger.last_good && ledger.last_good->id != generation.id && !runs_already;
}

/// Takes the outcome into the ledger. True: the generation may be published.
bool take(Draft& draft, const model::ObservedRehearsal& seen) {
    if (seen.outcome == RehearsalOutcome::refused) {
        note_failure(draft, seen.generation, {.reason = seen.reason, .message = "in its rehearsal: " + seen.message});
        return false;
    }
    draft.plan.ledger.rehearsed = seen.generation;
    return true;
}

}  // namespace

bool plan_rehearsal(Draft& draft, const model::Generation& generation) {
    const auto& ledger = draft.plan.ledger;
    const auto& seen = draft.observed.rehearsal;
    const bool is_of_this = seen.generation == generation.id;
    if (is_of_this && seen.outcome == RehearsalOutcome::undecided) {
        draft.plan.warnings.push_back("the rehearsal of generation " + generation.id.substr(0, 12) +
                                      " could not tell (" + seen.reason + ": " + seen.message + "); it was published");
    }
    if (!has_something_to_lose(ledger, generation) || ledger.rehearsed == generation.id) return true;
    if (standing_failure(draft, generation.id) != nullptr) return false;
    if (is_of_this) return take(draft, seen);
    model::Change change{
        .resource = ResourceId{ResourceKind::rehearsal, generation.id.substr(0, 12)},
        .action = model::Rehearse{generation.id, generation.image, ledger.cures, draft.observed.link_ends}};
    change.inputs = generation.id;
    change.shown.verb = model::Verb::rehearse;
    change.shown.summary = "start the next kube-apiserver without etcd and network, to see how far it gets";
    draft.change(std::move(change));
    return false;
}

}  // namespace planekeeper::plan
