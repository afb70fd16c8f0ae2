#pragma once

#include <chrono>
#include <set>
#include <string>

#include "plan/generation.hpp"

// Which generation runs in place of one that failed, and when that one is tried again.

namespace planekeeper::plan {

/// So long a generation has to keep well after its start before its failures are the world's and not its own.
inline constexpr std::chrono::minutes soak_time{5};

/// When a generation that failed for a reason of time is tried again: 10 min, 20 min, 40 min … at most 2 h after it.
[[nodiscard]] SystemTime retry_time(const model::Failure& failure);

/// The failure of a generation that stands: null when there is none, or when it is time to try it again. What failed for
/// another reason stands until its inputs change or somebody asks for a retry.
[[nodiscard]] const model::Failure* standing_failure(const ComponentDraft& component, const std::string& generation);

/// The same of the generation that is desired, when it is known.
[[nodiscard]] const model::Failure* standing_failure(const ComponentDraft& component, const Target& target);

/// Remembers that a generation failed, unless that stands already.
void note_failure(ComponentDraft& component, const std::string& generation, model::Failure failure);

/// The generation that shall run when another one has failed: the newest good one whose own failure does not stand and
/// whose image is there, else the good one that runs, else the last good one. Null: there is no good one.
[[nodiscard]] const model::Generation* fallback(const ComponentDraft& component);

/// Images of the generations that may run, now or in place of one that fails.
[[nodiscard]] std::set<std::string> needed_images(const model::Rollout& rollout);

/// An image of planekeeper's that is not among those that the runtime has.
[[nodiscard]] bool is_lost(const ComponentDraft& component, const std::string& image);

}  // namespace planekeeper::plan
