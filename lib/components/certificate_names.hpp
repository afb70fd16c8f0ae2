#pragma once

#include <string>
#include <string_view>

#include "model/certificate.hpp"

// Names in certificates, compared as Go's crypto/x509 does (VerifyHostname): that is what all of Kubernetes uses.

namespace planekeeper::kubernetes {

/// One spelling per host: a name in lower case without the dot at its end, an IP address in its shortest form, IPv4 out of
/// its IPv6 form.
[[nodiscard]] std::string canonical_host(std::string_view host);

/// True when a client that asks for this name or address takes the certificate. Case and a dot at the end do not
/// matter; "*." stands for one label. A wanted wildcard is found as itself only.
[[nodiscard]] bool covers(const model::CertificateFacts& certificate, const std::string& san);

}  // namespace planekeeper::kubernetes
