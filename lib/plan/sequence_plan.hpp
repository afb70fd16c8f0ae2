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

/// Takes up the sequence from this version to the desired state, at the stage that the ledger remembers; nullopt: one
/// publication is enough.
[[nodiscard]] std::optional<ActiveSequence> take_up_sequence(Draft& draft, const model::KubernetesVersion& from);

/// Forgets all sequences, because nothing is left to go through.
void end_sequences(Draft& draft);

/// What the stage that is under way deletes.
[[nodiscard]] std::vector<model::KubernetesObject> objects_to_delete(const std::optional<ActiveSequence>& sequence);

/// A generation that is to run, and the sequence at the stage of this generation.
struct Staged {
    model::Generation generation;
    std::optional<ActiveSequence> sequence;
};

/// The generation of the stage that is under way; without a sequence the desired generation. A stage is over once its
/// generation has passed its gate and the objects that it deletes are gone. The ledger remembers the stage.
[[nodiscard]] Staged generation_of_stage(ComponentDraft& component, const model::Generation& desired,
                                         const Ingredients& ingredients, std::optional<ActiveSequence> sequence);

}  // namespace planekeeper::plan
