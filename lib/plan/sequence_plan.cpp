#include "plan/sequence_plan.hpp"

#include <algorithm>
#include <utility>

namespace planekeeper::plan {

namespace {

void go_to(ActiveSequence& active, std::size_t stage) {
    active.current = stage;
    active.runs = false;
}

void remember(Draft& draft, const ActiveSequence& active) {
    auto& remembered = draft.plan.ledger.sequences[active.sequence.name];
    if (remembered.stage == active.stage().view.name) return;
    remembered = {.stage = active.stage().view.name, .since = draft.now.system};
}

bool are_gone(const Draft& draft, const std::vector<model::KubernetesObject>& objects) {
    const auto& seen = draft.observed.api.objects;
    return std::ranges::all_of(objects, [&](const auto& object) {
        const auto it = seen.find(object.api_path);
        return it != seen.end() && it->second.error.empty() && !it->second.present;
    });
}

model::Generation next_of(const ComponentDraft& component, const model::Generation& desired,
                          const Ingredients& ingredients, ActiveSequence& active) {
    const auto& rollout = component.rollout;
    if (rollout.current->id == desired.id) go_to(active, active.sequence.stages.size() - 1);
    while (!active.is_last()) {
        const auto stage = generation_of(component, active.stage().state, rollout.last_good->image, ingredients);
        if (!stage) return desired;
        active.runs = rollout.current->id == stage->id && rollout.last_good->id == stage->id;
        if (!active.runs || !are_gone(component.draft, active.stage().deleted)) return *stage;
        go_to(active, active.current + 1);
    }
    return desired;
}

}  // namespace

std::optional<ActiveSequence> take_up_sequence(Draft& draft, const model::KubernetesVersion& from) {
    auto sequence = kubernetes::sequence_from(draft.desired, from);
    std::erase_if(draft.plan.ledger.sequences,
                  [&](const auto& remembered) { return !sequence || remembered.first != sequence->name; });
    if (!sequence) return std::nullopt;
    std::size_t stage = 0;
    if (const auto it = draft.plan.ledger.sequences.find(sequence->name); it != draft.plan.ledger.sequences.end()) {
        const auto found = std::ranges::find(sequence->stages, it->second.stage,
                                             [](const kubernetes::Stage& one) { return one.view.name; });
        // A stage of another release of planekeeper: begin anew.
        if (found != sequence->stages.end()) stage = static_cast<std::size_t>(found - sequence->stages.begin());
    }
    ActiveSequence active{.sequence = std::move(*sequence), .current = stage};
    remember(draft, active);
    return active;
}

void end_sequences(Draft& draft) { draft.plan.ledger.sequences.clear(); }

std::vector<model::KubernetesObject> objects_to_delete(const std::optional<ActiveSequence>& sequence) {
    if (!sequence) return {};
    return sequence->stage().deleted;
}

Staged generation_of_stage(ComponentDraft& component, const model::Generation& desired, const Ingredients& ingredients,
                           std::optional<ActiveSequence> sequence) {
    if (!component.row.takes_steps || !sequence) return {desired, std::move(sequence)};
    auto next = next_of(component, desired, ingredients, *sequence);
    remember(component.draft, *sequence);
    return {std::move(next), std::move(sequence)};
}

}  // namespace planekeeper::plan
