#pragma once

#include <chrono>
#include <string>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "edges/http_client.hpp"
#include "pki/certificate.hpp"

namespace planekeeper::fakes {

/// A certificate and its key.
struct Identity {
    Secret key;
    std::string certificate;
};

inline SystemTime wall_clock() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

inline Secret new_key() { return pki::generate_key(model::KeyAlgorithm::ecdsa_p256).value(); }

inline Identity new_authority(const std::string& name = "test authority") {
    Identity authority{.key = new_key(), .certificate = {}};
    authority.certificate = pki::self_sign_authority(authority.key, {.common_name = name,
                                                                     .not_before = wall_clock() - std::chrono::days(30),
                                                                     .not_after = wall_clock() + std::chrono::days(1)})
                                .value();
    return authority;
}

inline Identity issue(const pki::CertificateRequest& request, const Identity& authority) {
    Identity identity{.key = new_key(), .certificate = {}};
    identity.certificate = pki::issue(authority.certificate, authority.key, identity.key, request).value();
    return identity;
}

/// The request for a certificate of a server on this machine.
inline pki::CertificateRequest server_request() {
    return {.common_name = "kubernetes",
            .sans = {"127.0.0.1", "localhost"},
            .server_auth = true,
            .not_before = wall_clock() - std::chrono::hours(1),
            .not_after = wall_clock() + std::chrono::hours(1)};
}

/// A server on this machine, for a client with a certificate of the same authority.
inline edges::HttpsPeer local_peer(std::uint16_t port, const Identity& authority) {
    auto client = issue({.common_name = "planekeeper",
                         .client_auth = true,
                         .not_before = wall_clock() - std::chrono::hours(1),
                         .not_after = wall_clock() + std::chrono::hours(1)},
                        authority);
    return {.host = "127.0.0.1",
            .port = port,
            .authority_pem = authority.certificate,
            .certificate_pem = client.certificate,
            .key_pem = std::move(client.key)};
}

}  // namespace planekeeper::fakes
