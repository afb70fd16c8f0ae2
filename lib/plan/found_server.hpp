#pragma once

#include <chrono>
#include <string>

#include "plan/component_draft.hpp"

// The server of a component that was here before planekeeper published one: generation 0. It is the last good
// generation of the ledger, so the first publication is a step like any other and has a way back.

namespace planekeeper::plan {

/// Takes the found server into the ledger, as it is, in each pass before planekeeper publishes a generation.
void find_server(ComponentDraft& component);

/// One was found, and planekeeper has published nothing yet.
[[nodiscard]] bool takes_over(const model::Rollout& rollout);

/// What happens to the found server, for people: which one it is, and how long the outage lasts.
[[nodiscard]] std::string takeover_note(const ComponentDraft& component);

/// True when the file holds this generation. For a hand-made one also when its owner has changed the file since.
[[nodiscard]] bool is_published(const ComponentDraft& component, const model::Generation& generation);

}  // namespace planekeeper::plan
