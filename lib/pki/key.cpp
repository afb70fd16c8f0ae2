#include "pki/key.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>
#include <limits>

#include "pki/certificate.hpp"
#include "pki/pem.hpp"

namespace planekeeper::pki {

namespace {

constexpr std::size_t rsa_bits = 2048;

KeyPtr new_key(model::KeyAlgorithm algorithm) {
    switch (algorithm) {
        case model::KeyAlgorithm::ecdsa_p256: return KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
        case model::KeyAlgorithm::rsa_2048: return KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", rsa_bits));
    }
    return nullptr;
}

struct Curve {
    std::string_view group;
    std::string_view name;
};
constexpr std::array<Curve, 3> curves{
    {{SN_X9_62_prime256v1, "P-256"}, {SN_secp384r1, "P-384"}, {SN_secp521r1, "P-521"}}};

KeyKind kind_of_curve(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    std::size_t size = 0;
    const bool named = EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1;
    const std::string_view name(group.data(), named ? size : 0);
    for (const auto& curve : curves) {
        if (curve.group == name) return {.name = fmt::format("ECDSA {}", curve.name), .problem = {}};
    }
    return {.name = fmt::format("ECDSA {}", name), .problem = "an ECDSA key has to be P-256, P-384 or P-521"};
}

}  // namespace

KeyKind kind_of(const EVP_PKEY* key) {
    if (key == nullptr) return {.name = "unknown", .problem = "the key is of an unknown kind"};
    const int type = EVP_PKEY_get_base_id(key);
    if (type == EVP_PKEY_ED25519) return {.name = "Ed25519", .problem = {}};
    if (type == EVP_PKEY_EC) return kind_of_curve(key);
    if (type == EVP_PKEY_RSA) {
        const int bits = EVP_PKEY_get_bits(key);
        KeyKind kind{.name = fmt::format("RSA {}", bits), .problem = {}};
        if (bits < static_cast<int>(rsa_bits))
            kind.problem = fmt::format("an RSA key of {} bits is shorter than 2048", bits);
        return kind;
    }
    const char* name = OBJ_nid2sn(type);
    return {.name = name == nullptr ? "unknown" : name,
            .problem = "the key is neither ECDSA nor RSA nor Ed25519, and kube-apiserver takes no other"};
}

Result<Secret> generate_key(model::KeyAlgorithm algorithm) {
    const CleanErrorQueue queue;
    const KeyPtr key = new_key(algorithm);
    // Fails only without memory or random numbers, and both may come back.
    if (!key) return openssl_failure(ErrorKind::transient, "generating a private key");
    const BioPtr text(BIO_new(BIO_s_secmem()));  // wiped when freed
    if (!text || PEM_write_bio_PKCS8PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return openssl_failure(ErrorKind::bug, "writing a private key");
    }
    return Secret(text_of(text.get()));
}

Result<KeyFacts> inspect_key(const Secret& key_pem) {
    const CleanErrorQueue queue;
    auto key = read_private_key(key_pem.reveal());
    if (!key) return fail(std::move(key).error());
    auto kind = kind_of(key->get());
    if (!kind.problem.empty()) return fail(ErrorKind::invalid, std::move(kind.problem));
    auto written = write_public_key(key->get());
    if (!written) return fail(std::move(written).error());
    return KeyFacts{.kind = std::move(kind.name), .public_key = std::move(*written)};
}

Result<bool> carries(const std::string& certificate_pem, const std::string& public_key) {
    const CleanErrorQueue queue;
    const auto certificate = read_certificate(certificate_pem);
    if (!certificate) return fail(certificate.error());
    return carries(certificate->get(), public_key);
}

Result<std::string> public_key_of(const std::string& certificate_pem) {
    const CleanErrorQueue queue;
    auto certificate = read_certificate(certificate_pem);
    if (!certificate) return fail(std::move(certificate).error());
    EVP_PKEY* certified = X509_get0_pubkey(certificate->get());
    if (certified == nullptr)
        return openssl_failure(ErrorKind::invalid, "the certificate's public key is not readable");
    return write_public_key(certified);
}

Result<std::vector<std::string>> public_keys_of(const std::string& pem) {
    const CleanErrorQueue queue;
    const auto keys = read_public_keys(pem);
    if (!keys) return fail(keys.error());
    std::vector<std::string> written;
    for (const auto& key : *keys) {
        auto text = write_public_key(key.get());
        if (!text) return fail(std::move(text).error());
        written.push_back(std::move(*text));
    }
    return written;
}

Result<Secret> random_bytes(std::size_t count) {
    const CleanErrorQueue queue;
    if (count > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        return fail(ErrorKind::bug, "too many random bytes asked for");
    }
    std::string bytes(count, '\0');
    auto* const begin = reinterpret_cast<unsigned char*>(bytes.data());
    if (RAND_priv_bytes(begin, static_cast<int>(count)) != 1) {
        return openssl_failure(ErrorKind::transient, "the system's random source gave nothing");
    }
    return Secret(std::move(bytes));
}

}  // namespace planekeeper::pki
