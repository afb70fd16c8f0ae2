#pragma once

#include <string>
#include <string_view>

#include "model/certificate.hpp"

// Compares names in certificates as Go's crypto/x509 does (VerifyHostname). All of Kubernetes uses that function.

namespace planekeeper::kubernetes {

/// One spelling per host: a name in lower case without the dot at its end, an IP address in its shortest form. An IPv4
/// address in IPv6 form becomes plain IPv4.
[[nodiscard]] std::string canonical_host(std::string_view host);

/// True when a client that connects to this name or address accepts the certificate. Case and a dot at the end do not
/// matter; "*." stands for one label. A wanted wildcard matches only the same wildcard.
[[nodiscard]] bool covers(const model::CertificateFacts& certificate, const std::string& san);

}  // namespace planekeeper::kubernetes
