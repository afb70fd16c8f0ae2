#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "pki/openssl.hpp"

// Turns PEM text into OpenSSL objects. kube-apiserver, etcd and kubectl read PEM by the rules of Go's encoding/pem, and
// so does this code; OpenSSL differs for faulty files (a byte-order mark, other labels). When no block fits, the error
// names what is there instead. No function asks for a password.

namespace planekeeper::pki {

/// A longer PEM text is refused unread: a certificate has a few kilobytes.
inline constexpr std::size_t longest_pem = std::size_t{1} << 20U;

struct PemBlock {
    std::string label;         ///< "CERTIFICATE"
    bool has_headers = false;  ///< "Proc-Type: 4,ENCRYPTED" and the like
    Secret der;
};

/// All blocks, in order. Skips damaged blocks, as Go does.
[[nodiscard]] std::vector<PemBlock> pem_blocks(std::string_view pem);

/// The first "CERTIFICATE", which is the leaf of a chain (crypto/tls X509KeyPair). Error: invalid, also for malformed
/// extensions.
[[nodiscard]] Result<CertificatePtr> read_certificate(std::string_view pem);

/// Every "CERTIFICATE" without headers, at least one (client-go util/cert ParseCertsPEM). Error: invalid, even when
/// only one certificate is unreadable.
[[nodiscard]] Result<std::vector<CertificatePtr>> read_certificates(std::string_view pem);

/// The first block whose label ends in "PRIVATE KEY" (crypto/tls X509KeyPair): PKCS#8, PKCS#1 or SEC 1. Error: invalid.
[[nodiscard]] Result<KeyPtr> read_private_key(std::string_view pem);

/// The RSA and ECDSA keys of all blocks, whatever their label: public keys, certificates, private keys (client-go
/// util/keyutil ParsePublicKeysPEM); at least one. Error: invalid.
[[nodiscard]] Result<std::vector<KeyPtr>> read_public_keys(std::string_view pem);

[[nodiscard]] Result<std::string> write_certificate(X509* certificate);
[[nodiscard]] Result<std::string> write_public_key(EVP_PKEY* key);
/// "BEGIN PUBLIC KEY" of a certificate, in the certificate's own encoding.
[[nodiscard]] Result<std::string> write_carried_key(const X509* certificate);

}  // namespace planekeeper::pki
