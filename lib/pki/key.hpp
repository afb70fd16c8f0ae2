#pragma once

#include <string>

#include "pki/openssl.hpp"

namespace planekeeper::pki {

struct KeyKind {
    std::string name;     ///< "ECDSA P-384", "RSA 3072", "Ed25519"
    std::string problem;  ///< why kube-apiserver and its clients reject the key; empty: they accept it
};

/// The kind of a private or public key. Accepted are ECDSA P-256, P-384, P-521, RSA of 2048 bits and more, and Ed25519
/// (Go crypto/tls).
[[nodiscard]] KeyKind kind_of(const EVP_PKEY* key);

/// True when the certificate carries this public key (PEM).
[[nodiscard]] Result<bool> carries(const X509* certificate, const std::string& public_key);

/// SHA-256 of the DER, hex.
[[nodiscard]] std::string fingerprint_of(const X509* certificate);

}  // namespace planekeeper::pki
