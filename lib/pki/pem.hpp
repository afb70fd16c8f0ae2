#pragma once

#include <string_view>

#include "base/result.hpp"
#include "pki/openssl.hpp"

// From PEM text to OpenSSL objects. Text around the blocks and blocks of other kinds are skipped; of several blocks
// that fit the first counts. Nothing here ever asks for a password on the terminal: encrypted blocks are refused.

namespace planekeeper::pki {

/// PEM texts above this are refused unread: a certificate has a few kilobytes.
inline constexpr std::size_t longest_pem = std::size_t{1} << 20U;

/// "BEGIN CERTIFICATE". Error: invalid, also for malformed extensions.
[[nodiscard]] Result<CertificatePtr> read_certificate(std::string_view pem);

/// "BEGIN PRIVATE KEY", "BEGIN EC PRIVATE KEY" or "BEGIN RSA PRIVATE KEY". Error: invalid.
[[nodiscard]] Result<KeyPtr> read_private_key(std::string_view pem);

/// "BEGIN PUBLIC KEY". Error: not_found when there is no such block, invalid when it cannot be read.
[[nodiscard]] Result<KeyPtr> read_public_key(std::string_view pem);

[[nodiscard]] Result<std::string> write_certificate(X509* certificate);
[[nodiscard]] Result<std::string> write_public_key(EVP_PKEY* key);

}  // namespace planekeeper::pki
