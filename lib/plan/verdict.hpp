#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "plan/component_draft.hpp"

namespace planekeeper::plan {

/// What can be said of the generation that is published.
struct Verdict {
    model::State state = model::State::unknown;
    std::string reason;
    std::string message;
    bool gate_passed = false;        ///< container running, live, ready three times; the API server: objects read
    bool given_up = false;           ///< the generation does not run, and another shall in its place
    bool of_time = false;            ///< not ready in time: another attempt may help
    std::string cure;                ///< cure of a known failure; empty: none
    std::chrono::seconds has_run{};  ///< since its container was made, when the gate is passed
};

/// Ready answers in a row before a generation counts as good.
inline constexpr int gate_streak = 3;
/// A generation that has passed its gate and is found unready for longer than this is given up while it soaks.
inline constexpr std::chrono::minutes longest_lapse{2};
/// How long a component's container may take to become ready: four times what the slowest of its last starts on this
/// board took, between 2 and 15 minutes. Before the first one 6 minutes: a slow board needs minutes for it
/// (kubernetes/kubeadm#413, #931).
[[nodiscard]] std::chrono::seconds start_budget(const model::Rollout& rollout);

[[nodiscard]] Verdict judge(const ComponentDraft& component, const model::Generation& published);

/// Containers of one publication, newest first. An ended container that was created before the publication is of an
/// earlier life of the same generation (A, B and A again), so it is left out.
[[nodiscard]] std::vector<const model::ObservedContainer*> containers_of(const ComponentDraft& component,
                                                                         const model::Generation& generation);
[[nodiscard]] SystemTime created_at(const model::ObservedContainer& container);

/// Asks for the looks that are due: often while something is happening, hardly ever while nothing is. `objects`: the
/// objects of the API to look at beside its health.
void schedule_looks(ComponentDraft& component, const model::Generation& published, const Verdict& verdict,
                    const std::vector<model::KubernetesObject>& objects);

}  // namespace planekeeper::plan
