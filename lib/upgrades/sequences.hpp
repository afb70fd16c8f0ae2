#pragma once

#include <optional>
#include <string>
#include <vector>

#include "components/provenance.hpp"
#include "model/desired_state.hpp"
#include "model/kubernetes_object.hpp"
#include "model/sequence.hpp"

// Changes that cannot be made in one go, as lists of stages. Pure: the planner goes through them, and plan, `plan --to`, status and
// the events print them.

namespace planekeeper::kubernetes {

/// One desired state on the way to another.
struct Stage {
    model::StageView view;
    std::string restart_reason;  ///< why kube-apiserver is restarted for it, in a clause
    model::DesiredState state;   ///< what the API server runs, with the image that it has unless this is the last stage
    /// What has to be gone before the next stage begins, users before what they use: deleted while this stage runs.
    std::vector<model::KubernetesObject> deleted;
    std::string deleted_why;  ///< why they go, in a clause
};

struct Sequence {
    std::string name;           ///< as model::SequenceView has it
    std::vector<Stage> stages;  ///< at least two; the last one is the desired state itself
};

/// The sequence that leads from what the API server of `from` runs to the desired state; nullopt: one publication does. Both versions
/// are supported.
[[nodiscard]] std::optional<Sequence> sequence_from(const model::DesiredState& desired,
                                                    const model::KubernetesVersion& from);

/// For people, at this stage.
[[nodiscard]] model::SequenceView view_of(const Sequence& sequence, std::size_t current);

/// As explanations() of the desired state, but the API server's manifest is that of this stage: where it is not as desired, the stage is
/// the last cause.
[[nodiscard]] std::vector<model::Explanation> explanations_at(const Sequence& sequence, std::size_t current,
                                                              const Circumstances& circumstances);

}  // namespace planekeeper::kubernetes
