#pragma once

#include <optional>
#include <string>
#include <vector>

#include "components/provenance.hpp"
#include "model/desired_state.hpp"
#include "model/kubernetes_object.hpp"
#include "model/sequence.hpp"

// Changes that need several steps, as lists of stages. Pure: the planner goes through the stages; plan, `plan --to`,
// status and events print them.

namespace planekeeper::kubernetes {

/// One desired state on the way to the declared one.
struct Stage {
    model::StageView view;
    std::string restart_reason;  ///< why the stage restarts kube-apiserver, as a clause
    model::DesiredState state;   ///< the API server's desired state; only the last stage changes its image
    /// Objects that must be deleted before the next stage begins, users before used ones. They are deleted while this
    /// stage runs.
    std::vector<model::KubernetesObject> deleted;
    std::string deleted_why;  ///< why they are deleted, as a clause
};

struct Sequence {
    std::string name;           ///< as in model::SequenceView
    std::vector<Stage> stages;  ///< at least two; the last one is the desired state itself
};

/// The sequence from the API server that runs version `from` to the desired state; nullopt: one publication is enough.
/// Both versions are supported.
[[nodiscard]] std::optional<Sequence> sequence_from(const model::DesiredState& desired,
                                                    const model::KubernetesVersion& from);

/// The sequence at this stage, for people.
[[nodiscard]] model::SequenceView view_of(const Sequence& sequence, std::size_t current);

/// As explanations() of the desired state, but with the API server's manifest of this stage. Where that differs from
/// the desired one, the stage is the last cause.
[[nodiscard]] std::vector<model::Explanation> explanations_at(const Sequence& sequence, std::size_t current,
                                                              const Circumstances& circumstances);

}  // namespace planekeeper::kubernetes
