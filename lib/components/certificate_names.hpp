#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/certificate.hpp"

// Names in certificates, compared as Go's crypto/x509 does (VerifyHostname): that is what all of Kubernetes uses.

namespace planekeeper::kubernetes {

/// Canonical text of an IP address, of an IPv4-mapped one the IPv4 address; nullopt: it is a name.
[[nodiscard]] std::optional<std::string> canonical_address(const std::string& text);

/// True when a client that asks for this name or address takes the certificate. Case and a dot at the end do not
/// matter; "*." stands for one label. A wanted wildcard is found as itself only.
[[nodiscard]] bool covers(const model::CertificateFacts& certificate, const std::string& san);

/// "https://[fd00::1]:2379" gives "fd00::1".
[[nodiscard]] std::string host_of(std::string_view url);

}  // namespace planekeeper::kubernetes
