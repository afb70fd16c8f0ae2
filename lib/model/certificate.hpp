#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace planekeeper::model {

/// What can be read from one X.509 certificate.
struct CertificateFacts {
    std::string common_name;
    std::vector<std::string> organizations;
    std::vector<std::string> dns_names;     ///< sorted
    std::vector<std::string> ip_addresses;  ///< sorted, canonical text
    SystemTime not_before;
    SystemTime not_after;
    bool is_authority = false;
    bool server_auth = false;
    bool client_auth = false;
    std::string key_kind;     ///< "ECDSA P-384", "RSA 3072", "Ed25519"
    std::string key_problem;  ///< why kube-apiserver does not take such a key; empty: it does
    std::string fingerprint;  ///< SHA-256 of the DER, hex
    friend bool operator==(const CertificateFacts&, const CertificateFacts&) = default;
};

/// The certificates of an authority's file by their purpose. In a rotation the next authority is trusted everywhere
/// before it signs; the retired one is trusted as long as one of its certificates is in use.
struct AuthorityBundle {
    CertificateFacts current;               ///< signs new certificates
    bool key_matches = false;               ///< the authority's key belongs to `current`
    std::vector<CertificateFacts> next;     ///< authorities that begin after `current`
    std::vector<CertificateFacts> retired;  ///< earlier authorities that did not sign `current`
    std::size_t certificates = 0;           ///< all in the file, with signers of `current` and non-authorities
    friend bool operator==(const AuthorityBundle&, const AuthorityBundle&) = default;
};

}  // namespace planekeeper::model
