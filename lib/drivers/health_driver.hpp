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

/// Asks for the health of a component as its gate wants it. `before` is what was known. Failures are part of what is
/// observed. `version` is left to the caller. `api` outlives the call.
[[nodiscard]] boost::asio::awaitable<model::ObservedHealth> ask_for_health(kubeapi::ApiClient* api,
                                                                           kubernetes::Gate gate,
                                                                           model::ObservedHealth before, Now now);

/// The health of the components beside the API server, each over a connection of its own.
class HealthDriver {
public:
    HealthDriver(const edges::HttpClient& http, MaterialDriver& materials) : http_(http), materials_(materials) {}

    [[nodiscard]] boost::asio::awaitable<model::ObservedHealth> look(model::DesiredState desired, model::ComponentId id,
                                                                     kubernetes::Endpoint endpoint,
                                                                     model::ObservedHealth before, Now now);

    /// The next look at each presents fresh credentials.
    void forget_credentials();

private:
    struct Peer {
        explicit Peer(std::unique_ptr<edges::HttpClient> http)
            : client(std::move(http)), connection(*client), api(*client) {}
        std::unique_ptr<edges::HttpClient> client;
        Connection connection;
        kubeapi::ApiClient api;
    };

    const edges::HttpClient& http_;  ///< a pattern for others; never asked itself
    MaterialDriver& materials_;
    std::map<model::ComponentId, std::unique_ptr<Peer>> peers_;
};

}  // namespace planekeeper::drivers
