#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>

#include "components/component_row.hpp"
#include "drivers/connection.hpp"
#include "drivers/material_driver.hpp"
#include "edges/http_client.hpp"
#include "kubeapi/api_client.hpp"
#include "model/observed.hpp"

namespace planekeeper::drivers {

/// Asks for the health of a component at its gate. `before` is the previous result. A failure is part of the result.
/// The caller sets `version`. `api` must outlive the call.
[[nodiscard]] boost::asio::awaitable<model::ObservedHealth> ask_for_health(kubeapi::ApiClient* api,
                                                                           kubernetes::Gate gate,
                                                                           model::ObservedHealth before, Now now);

/// Observes the health of the components other than the API server, each over its own connection.
class HealthDriver {
public:
    HealthDriver(const edges::HttpClient& http, MaterialDriver& materials) : http_(http), materials_(materials) {}

    [[nodiscard]] boost::asio::awaitable<model::ObservedHealth> look(model::DesiredState desired, model::ComponentId id,
                                                                     kubernetes::Endpoint endpoint,
                                                                     model::ObservedHealth before, Now now);

    /// The next look at each component presents new credentials.
    void forget_credentials();

private:
    struct Peer {
        explicit Peer(std::unique_ptr<edges::HttpClient> http)
            : client(std::move(http)), connection(*client), api(*client) {}
        std::unique_ptr<edges::HttpClient> client;
        Connection connection;
        kubeapi::ApiClient api;
    };

    const edges::HttpClient& http_;  ///< only makes other clients; sends no request itself
    MaterialDriver& materials_;
    std::map<model::ComponentId, std::unique_ptr<Peer>> peers_;
};

}  // namespace planekeeper::drivers
