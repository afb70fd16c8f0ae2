#pragma once

#include <string>

#include "components/component_row.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

/// One component in the draft: what is wanted of it, what was seen of it, what the ledger remembers of it.
struct ComponentDraft {
    ComponentDraft(Draft& whole, const kubernetes::ComponentRow& facts)
        : draft(whole),
          row(facts),
          id(facts.id),
          name(to_string(facts.id)),
          desired(whole.desired.component(facts.id)),
          observed(whole.observed.components[facts.id]),
          rollout(whole.plan.ledger.rollouts[facts.id]) {}

    Draft& draft;
    const kubernetes::ComponentRow& row;
    const model::ComponentId id;
    const std::string name;
    const model::Component& desired;
    const model::ObservedComponent& observed;
    model::Rollout& rollout;
};

}  // namespace planekeeper::plan
