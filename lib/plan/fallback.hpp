#pragma once

#include <chrono>
#include <set>
#include <string>

#include "plan/generation.hpp"

// Which generation runs in place of one that failed, and when that one is tried again.

namespace planekeeper::plan {

/// A generation soaks until its container has run for this time beyond the slowest start that is remembered. A later
/// failure is not the generation's own.
inline constexpr std::chrono::minutes soak_time{5};

/// When a generation that failed for a reason of time is tried again: 10 min, 20 min, 40 min … at most 2 h after it.
[[nodiscard]] SystemTime retry_time(const model::Failure& failure);

/// The failure of a generation that still counts: null when there is none, or when it is time to try again. A failure
/// that is not one of time counts until the inputs change or somebody asks for a retry.
[[nodiscard]] const model::Failure* standing_failure(const ComponentDraft& component, const std::string& generation);

/// The same for the generation of the target; null as long as that is not known.
[[nodiscard]] const model::Failure* standing_failure(const ComponentDraft& component, const Target& target);

/// Remembers that a generation failed, unless an earlier failure of it still counts.
void note_failure(ComponentDraft& component, const std::string& generation, model::Failure failure);

/// The generation that shall run when another one has failed: the newest good one that has no standing failure and
/// whose image is there, else the good one that runs, else the last good one. Null: there is no good one.
[[nodiscard]] const model::Generation* fallback(const ComponentDraft& component);

/// Images of the generations that may run, now or in place of one that fails.
[[nodiscard]] std::set<std::string> needed_images(const model::Rollout& rollout);

/// An image of planekeeper's that is not among those that the runtime has.
[[nodiscard]] bool is_lost(const ComponentDraft& component, const std::string& image);

}  // namespace planekeeper::plan
