#include "drivers/connection.hpp"

#include <chrono>
#include <utility>

namespace planekeeper::drivers {

namespace {

/// New credentials are made this long before the old ones expire.
constexpr std::chrono::minutes renew_margin{10};

}  // namespace

Result<void> Connection::prepare(const kubernetes::Endpoint& endpoint, const model::DesiredState& desired,
                                 MaterialDriver& materials, Now now) {
    if (endpoint_ == endpoint && now.system + renew_margin < valid_until_) return {};
    auto credentials = materials.client_credentials(desired, now);
    if (!credentials) return fail(std::move(credentials).error().during("client certificate for the API"));
    auto set = http_.set_peer({.host = endpoint.host,
                               .port = endpoint.port,
                               .authority_pem = credentials->authority_pem,
                               .certificate_pem = credentials->certificate_pem,
                               .key_pem = std::move(credentials->key_pem)});
    if (!set) return set;
    is_stand_in_ = credentials->is_stand_in;
    // A stand-in is replaced as soon as planekeeper has its own certificate.
    valid_until_ = is_stand_in_ ? SystemTime{} : credentials->not_after;
    endpoint_ = endpoint;
    return {};
}

}  // namespace planekeeper::drivers
