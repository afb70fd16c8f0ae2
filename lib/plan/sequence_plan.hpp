#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "plan/generation.hpp"
#include "upgrades/sequences.hpp"

namespace planekeeper::plan {

/// A sequence, and how far this node has come.
struct ActiveSequence {
    kubernetes::Sequence sequence;
    std::size_t current = 0;  ///< stage that is under way
    bool runs = false;        ///< its generation has passed its gate

    [[nodiscard]] const kubernetes::Stage& stage() const { return sequence.stages[current]; }
    [[nodiscard]] bool is_last() const { return current + 1 == sequence.stages.size(); }
};

/// Takes up what leads from this version to the desired state, at the stage that the ledger remembers; nullopt: one publication does.
[[nodiscard]] std::optional<ActiveSequence> take_up_sequence(Draft& draft, const model::KubernetesVersion& from);

/// Nothing is left to go through.
void end_sequences(Draft& draft);

/// What the stage that is under way deletes.
[[nodiscard]] std::vector<model::KubernetesObject> objects_to_delete(const std::optional<ActiveSequence>& sequence);

/// A generation that is to run, and the sequence at the stage that it is of.
struct Staged {
    model::Generation generation;
    std::optional<ActiveSequence> sequence;
};

/// The generation of the stage that is under way, which is the desired one without a sequence. A stage is over once its generation has
/// passed its gate and what it deletes is gone. The ledger remembers where it has come to.
[[nodiscard]] Staged generation_of_stage(ComponentDraft& component, const model::Generation& desired,
                                         const Ingredients& ingredients, std::optional<ActiveSequence> sequence);

}  // namespace planekeeper::plan
