#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "model/certificate.hpp"
#include "model/desired_state.hpp"

// Keys and X.509 certificates as PEM text, by OpenSSL. No files, no clock: the caller provides both. Besides linux
// (TLS), only this room includes OpenSSL's key and X.509 headers. Failures are ErrorKind::invalid (unusable input),
// transient (no random numbers for a key, a serial or a signature) or bug (OpenSSL refuses what we made). OpenSSL's
// error queue is always left empty.

namespace planekeeper::pki {

/// A new private key, PKCS#8 PEM ("BEGIN PRIVATE KEY"). RSA-2048 takes up to a second on a Pi.
[[nodiscard]] Result<Secret> generate_key(model::KeyAlgorithm algorithm);

struct CertificateRequest {
    std::string common_name;
    std::vector<std::string> organizations;
    std::vector<std::string> sans;  ///< DNS names and IP addresses, told apart by their form; each is added once
    bool server_auth = false;
    bool client_auth = false;
    SystemTime not_before;
    SystemTime not_after;  ///< issue() cuts it to the authority's end
};

/// Self-signed: CA:TRUE critical without path length, keyUsage digitalSignature+keyCertSign (+keyEncipherment for RSA)
/// critical, SKI. Ignores SANs and extended usages of the request, because an authority has none.
[[nodiscard]] Result<std::string> self_sign_authority(const Secret& key_pem, const CertificateRequest& request);

/// Signs with SHA-256 (an Ed25519 key: with its own digest), by the certificate of the authority's file that the key
/// belongs to: CA:FALSE, keyUsage digitalSignature(+keyEncipherment for RSA), EKU, SANs, SKI, AKI, 127-bit random
/// serial.
[[nodiscard]] Result<std::string> issue(const std::string& authority_pem, const Secret& authority_key_pem,
                                        const Secret& key_pem, const CertificateRequest& request);

/// All facts by which planekeeper judges a certificate; of a chain the leaf, which comes first. Without an extended key
/// usage both usages are allowed, as TLS stacks read it. Control characters in names become '?'. Error: no PEM
/// certificate, damaged, malformed extensions, larger than 1 MiB.
[[nodiscard]] Result<model::CertificateFacts> inspect(const std::string& certificate_pem);

/// An authority's file may hold several certificates (a rotation, an issuing authority and its root); each is trusted.
/// The current one carries `public_key` (as in KeyFacts); if several do, it is the authority among them that ends last.
/// Without a key, or with one that fits none, it is the authority that ends last. Error: as inspect(), for any of them.
[[nodiscard]] Result<model::AuthorityBundle> inspect_authority(const std::string& authorities_pem,
                                                               const std::string* public_key);

/// True when the certificate, the first of a chain, carries this public key (as in KeyFacts). Error: one is not
/// readable.
[[nodiscard]] Result<bool> carries(const std::string& certificate_pem, const std::string& public_key);

/// True when the certificate, the first of a chain, verifies against one of these authorities with the rest of its
/// chain (dates are ignored). An authority may be an intermediate; a certificate that is no authority signs nothing.
[[nodiscard]] Result<bool> signed_by(const std::string& chain_pem, const std::string& authorities_pem);

/// The authority on the way to the certificate (intermediates and the authority itself) that ends first. If there are
/// several ways (an authority was renewed with its key), the way that lasts longest counts. nullopt: none of them
/// signed it.
[[nodiscard]] Result<std::optional<model::CertificateFacts>> signer_of(const std::string& chain_pem,
                                                                       const std::string& authorities_pem);

struct KeyFacts {
    std::string kind;        ///< "ECDSA P-384", "RSA 3072" and the like
    std::string public_key;  ///< "BEGIN PUBLIC KEY"
};
/// Facts about a private key. Error: invalid with the cause, also for an encrypted key and for one that kube-apiserver
/// rejects.
[[nodiscard]] Result<KeyFacts> inspect_key(const Secret& key_pem);

/// "BEGIN PUBLIC KEY" of a certificate, the first of a chain.
[[nodiscard]] Result<std::string> public_key_of(const std::string& certificate_pem);
/// "BEGIN PUBLIC KEY" of each key with which kube-apiserver verifies tokens: service-account.pem may hold certificates
/// and public keys, of RSA and ECDSA. Error: invalid, also when there is no such key.
[[nodiscard]] Result<std::vector<std::string>> public_keys_of(const std::string& pem);

/// Cryptographically secure random bytes (RAND_priv_bytes).
[[nodiscard]] Result<Secret> random_bytes(std::size_t count);

}  // namespace planekeeper::pki
