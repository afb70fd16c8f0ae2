#pragma once

#include "components/component_row.hpp"
#include "model/desired_state.hpp"
#include "model/ledger.hpp"

namespace planekeeper::reconcile {

/// The desired state with the address of the published (or found) API server. Requests go to this address, even when
/// another one is desired by now, or the last good generation runs instead of the desired one.
[[nodiscard]] inline model::DesiredState as_published(model::DesiredState desired, const model::Ledger& ledger) {
    const auto& rollout = ledger.rollouts[model::ComponentId::api_server];
    const auto& published = rollout.current ? rollout.current : rollout.last_good;
    if (!published || published->port == 0) return desired;
    desired.apiserver.bind_address = published->bind_address;
    desired.apiserver.port = published->port;
    return desired;
}

/// The address at which the published generation of a component answers health requests.
[[nodiscard]] inline kubernetes::Endpoint published_endpoint(model::ComponentId id, const model::DesiredState& desired,
                                                             const model::Ledger& ledger) {
    const auto& current = ledger.rollouts[id].current;
    if (!current || current->port == 0) return kubernetes::row_of(id).endpoint(desired);
    return {.host = current->bind_address, .port = current->port};
}

}  // namespace planekeeper::reconcile
