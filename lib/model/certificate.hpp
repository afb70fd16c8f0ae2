#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/desired_state.hpp"

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
    bool known_algorithm = false;           ///< false: neither ECDSA P-256 nor RSA of at least 2048 bits
    KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256;
    std::string fingerprint;                ///< SHA-256 of the DER, hex
    friend bool operator==(const CertificateFacts&, const CertificateFacts&) = default;
};

}  // namespace planekeeper::model
