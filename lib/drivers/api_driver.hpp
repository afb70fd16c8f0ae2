#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "drivers/material_driver.hpp"
#include "edges/http_client.hpp"
#include "kubeapi/api_client.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::drivers {

/// The API server's health and the few objects that planekeeper keeps in it, over one kept-alive connection.
class ApiDriver {
public:
    ApiDriver(edges::HttpClient& http, MaterialDriver& materials) : http_(http), api_(http), materials_(materials) {}

    /// Looks and returns what is known now; `before` is what was known. Without an answer the objects of before are
    /// forgotten: nobody knows what they are. Failures are part of what is observed, so there is no error.
    [[nodiscard]] boost::asio::awaitable<model::ObservedApi> look(model::DesiredState desired,
                                                                  model::ObservedApi before, bool objects, Now now);

    [[nodiscard]] boost::asio::awaitable<Result<void>> apply(model::ApplyObject change);
    [[nodiscard]] boost::asio::awaitable<Result<void>> set_taints(model::SetTaints change);

    /// Makes the next look present fresh credentials (the authority or the address has changed).
    void forget_credentials() { valid_until_ = {}; }

private:
    [[nodiscard]] Result<void> prepare(const model::DesiredState& desired, Now now);
    boost::asio::awaitable<void> look_at_objects(model::DesiredState desired, model::ObservedApi* seen);

    edges::HttpClient& http_;
    kubeapi::ApiClient api_;
    MaterialDriver& materials_;
    SystemTime valid_until_{};
    kubeapi::NodeFacts node_;   ///< as last looked at: what set_taints builds its patch from
};

}  // namespace planekeeper::drivers
