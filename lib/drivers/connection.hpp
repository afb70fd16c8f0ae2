#pragma once

#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "components/component_row.hpp"
#include "drivers/material_driver.hpp"
#include "edges/http_client.hpp"
#include "model/desired_state.hpp"

namespace planekeeper::drivers {

/// Connects a client to a component of this node, and renews the credentials in time.
class Connection {
public:
    explicit Connection(edges::HttpClient& http) : http_(http) {}

    /// Sets the endpoint of the client's later requests and the certificate that it presents. Errors: those of
    /// MaterialDriver::client_credentials and HttpClient::set_peer.
    [[nodiscard]] Result<void> prepare(const kubernetes::Endpoint& endpoint, const model::DesiredState& desired,
                                       MaterialDriver& materials, Now now);

    /// The next prepare() makes new credentials (the desired state has changed, or the client has another peer).
    void forget() { valid_until_ = {}; }

    /// True when the presented certificate stands in for planekeeper's own (ClientCredentials::is_stand_in).
    [[nodiscard]] bool is_stand_in() const noexcept { return is_stand_in_; }

private:
    edges::HttpClient& http_;
    SystemTime valid_until_{};
    bool is_stand_in_ = false;
    kubernetes::Endpoint endpoint_;
};

}  // namespace planekeeper::drivers
