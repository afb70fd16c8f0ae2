#pragma once

#include <gtest/gtest.h>

#include <string>

#include "pki/certificate.hpp"

// The start of most certificate tests: an authority, and the request for the API server's certificate.

namespace planekeeper::pki {

/// 2026-11-24T00:00:00Z.
inline constexpr SystemTime today{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

inline CertificateRequest authority_request() {
    CertificateRequest request;
    request.common_name = "Kubernetes";
    request.not_before = today;
    request.not_after = today + std::chrono::days(3650);
    return request;
}

inline CertificateRequest server_request() {
    CertificateRequest request;
    request.common_name = "kubernetes";
    request.organizations = {"Kubernetes"};
    request.sans = {"kubernetes", "kubernetes.default.svc.cluster.local", "192.168.10.50", "127.0.0.1", "fd00:0::1"};
    request.server_auth = true;
    request.client_auth = true;
    request.not_before = today;
    request.not_after = today + std::chrono::days(365);
    return request;
}

/// The value, or a test failure and a default.
template <class T>
T value_of(Result<T> result) {
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().text();
    return T{};
}

inline std::string public_key(const Secret& key) { return value_of(inspect_key(key)).public_key; }

struct Authority {
    Secret key;
    std::string certificate;
};

inline Authority make_authority(model::KeyAlgorithm algorithm = model::KeyAlgorithm::ecdsa_p256) {
    Authority authority;
    authority.key = value_of(generate_key(algorithm));
    authority.certificate = value_of(self_sign_authority(authority.key, authority_request()));
    return authority;
}

}  // namespace planekeeper::pki
