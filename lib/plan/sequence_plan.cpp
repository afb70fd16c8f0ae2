#include <algorithm>

#include "plan/component_draft.hpp"
#include "plan/generation.hpp"

namespace planekeeper::plan {

namespace {

void go_to(Draft& draft, std::size_t stage) {
    auto& active = *draft.sequence;
    active.current = stage;
    active.runs = false;
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

}  // namespace

void take_up_sequence(Draft& draft, const std::optional<model::KubernetesVersion>& from) {
    auto sequence = from ? kubernetes::sequence_from(draft.desired, *from) : std::nullopt;
    std::erase_if(draft.plan.ledger.sequences,
                  [&](const auto& remembered) { return !sequence || remembered.first != sequence->name; });
    if (!sequence) return;
    std::size_t stage = 0;
    if (const auto it = draft.plan.ledger.sequences.find(sequence->name); it != draft.plan.ledger.sequences.end()) {
        const auto found = std::ranges::find(sequence->stages, it->second.stage,
                                             [](const kubernetes::Stage& one) { return one.view.name; });
        // A stage of another release of planekeeper: begin anew.
        if (found != sequence->stages.end()) stage = static_cast<std::size_t>(found - sequence->stages.begin());
    }
    draft.sequence = ActiveSequence{.sequence = std::move(*sequence)};
    go_to(draft, stage);
}

std::vector<model::KubernetesObject> objects_to_delete(const Draft& draft) {
    if (!draft.sequence) return {};
    return draft.sequence->stage().deleted;
}

model::Generation generation_of_stage(ComponentDraft& component, const model::Generation& desired) {
    auto& active = component.draft.sequence;
    const auto& rollout = component.rollout;
    if (!component.row.takes_steps || !active) return desired;
    if (rollout.current->id == desired.id) go_to(component.draft, active->sequence.stages.size() - 1);
    while (!active->is_last()) {
        auto stage = generation_of(component, active->stage().state, rollout.last_good->image).generation;
        if (!stage) return desired;
        active->runs = rollout.current->id == stage->id && rollout.last_good->id == stage->id;
        if (!active->runs || !are_gone(component.draft, active->stage().deleted)) return *stage;
        go_to(component.draft, active->current + 1);
    }
    return desired;
}

}  // namespace planekeeper::plan
