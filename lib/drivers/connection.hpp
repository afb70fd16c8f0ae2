#pragma once

#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "components/component_row.hpp"
#include "drivers/material_driver.hpp"
#include "edges/http_client.hpp"
#include "model/desired_state.hpp"

namespace planekeeper::drivers {

/// A client's way to a component of this node, with credentials that are renewed in time.
class Connection {
public:
    explicit Connection(edges::HttpClient& http) : http_(http) {}

    /// From now on the client talks to this endpoint and presents planekeeper's certificate, or one that stands in for it
    /// as long as there is none. Errors: those of MaterialDriver::client_credentials and HttpClient::set_peer.
    [[nodiscard]] Result<void> prepare(const kubernetes::Endpoint& endpoint, const model::DesiredState& desired,
                                       MaterialDriver& materials, Now now);

    /// The next prepare() presents fresh credentials (the authority has changed, or the client has another peer).
    void forget() { valid_until_ = {}; }

    /// What is presented is not planekeeper's own certificate.
    [[nodiscard]] bool is_stand_in() const noexcept { return is_stand_in_; }

private:
    edges::HttpClient& http_;
    SystemTime valid_until_{};
    bool is_stand_in_ = false;
    kubernetes::Endpoint endpoint_;
};

}  // namespace planekeeper::drivers
