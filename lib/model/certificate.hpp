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

/// What an authority's file trusts, by what each certificate is for. A rotation goes from left to right: the next one is trusted
/// everywhere before it signs, the retired one until nothing that it signed is in use.
struct AuthorityBundle {
    CertificateFacts current;               ///< it signs
    bool key_matches = false;               ///< the authority's key belongs to `current`
    std::vector<CertificateFacts> next;     ///< authorities that begin after `current`
    std::vector<CertificateFacts> retired;  ///< the other ones that did not sign `current`
    std::size_t certificates = 0;           ///< in the file, with those above `current` and what is no authority
    friend bool operator==(const AuthorityBundle&, const AuthorityBundle&) = default;
};

}  // namespace planekeeper::model
