#pragma once

#include <chrono>
#include <string>

#include "plan/component_draft.hpp"

// The API server that lived here before planekeeper published one: generation 0. It is the last good one of the ledger,
// so the first publication is a step like any other and has a way back.

namespace planekeeper::plan {

/// Takes it into the ledger, as it stands, until planekeeper has published a generation.
void find_server(ComponentDraft& component);

/// One was found, and planekeeper has published nothing yet.
[[nodiscard]] bool takes_over(const model::Rollout& rollout);

/// What is to happen to it, for people: which one, and for how long there is no API.
[[nodiscard]] std::string takeover_note(const ComponentDraft& component);

/// The file holds this generation; of one that was made by hand, or what its owner has made of it since.
[[nodiscard]] bool is_published(const ComponentDraft& component, const model::Generation& generation);

}  // namespace planekeeper::plan
