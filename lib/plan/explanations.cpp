#include "plan/explanations.hpp"

#include "components/provenance.hpp"
#include "upgrades/sequences.hpp"

namespace planekeeper::plan {

std::vector<model::Explanation> explanations(const model::DesiredState& desired, const model::Observed& observed,
                                             const model::Plan& plan) {
    kubernetes::Circumstances circumstances;
    for (const auto id : model::all_components) {
        circumstances.cures[id] = plan.ledger.rollouts[id].cures;
        circumstances.link_ends[id] = observed.components[id].link_ends;
    }
    const auto& good = plan.ledger.rollouts[model::ComponentId::api_server].last_good;
    if (plan.sequences.empty() || !good) return kubernetes::explanations(desired, circumstances);
    const auto sequence = kubernetes::sequence_from(desired, good->version);
    if (!sequence) return kubernetes::explanations(desired, circumstances);
    return kubernetes::explanations_at(*sequence, plan.sequences.front().current, circumstances);
}

}  // namespace planekeeper::plan
