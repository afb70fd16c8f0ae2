#pragma once

#include "model/desired_state.hpp"
#include "model/ledger.hpp"

namespace planekeeper::reconcile {

/// The desired state with the address of the API server that is published, or was found: that is the one to be asked, also when
/// another address is desired by now, or the last good generation runs in place of the desired one.
[[nodiscard]] inline model::DesiredState as_published(model::DesiredState desired, const model::Ledger& ledger) {
    const auto& published = ledger.current ? ledger.current : ledger.last_good;
    if (!published || published->port == 0) return desired;
    desired.apiserver.bind_address = published->bind_address;
    desired.apiserver.port = published->port;
    return desired;
}

}  // namespace planekeeper::reconcile
