#include "pki/key.hpp"

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

bool is_p256(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    std::size_t size = 0;
    return EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1 &&
           std::string_view(group.data(), size) == SN_X9_62_prime256v1;
}

}  // namespace

std::optional<model::KeyAlgorithm> algorithm_of(const EVP_PKEY* key) {
    if (key == nullptr) return std::nullopt;
    const int type = EVP_PKEY_get_base_id(key);
    if (type == EVP_PKEY_EC && is_p256(key)) return model::KeyAlgorithm::ecdsa_p256;
    if (type == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= static_cast<int>(rsa_bits)) {
        return model::KeyAlgorithm::rsa_2048;
    }
    return std::nullopt;
}

Result<Secret> generate_key(model::KeyAlgorithm algorithm) {
    const CleanErrorQueue queue;
    const KeyPtr key = new_key(algorithm);
    // Only for want of memory or of random numbers, and both come back.
    if (!key) return openssl_failure(ErrorKind::transient, "generating a private key");
    const BioPtr text(BIO_new(BIO_s_secmem()));  // wiped when freed
    if (!text || PEM_write_bio_PKCS8PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return openssl_failure(ErrorKind::bug, "writing a private key");
    }
    return Secret(text_of(text.get()));
}

Result<model::KeyAlgorithm> inspect_key(const Secret& key_pem) {
    const CleanErrorQueue queue;
    auto key = read_private_key(key_pem.reveal());
    if (!key) return fail(std::move(key).error());
    const auto algorithm = algorithm_of(key->get());
    if (!algorithm)
        return fail(ErrorKind::invalid, "the private key is neither ECDSA P-256 nor RSA of 2048 bits or more");
    return *algorithm;
}

Result<bool> key_matches(const std::string& certificate_pem, const Secret& key_pem) {
    const CleanErrorQueue queue;
    auto certificate = read_certificate(certificate_pem);
    if (!certificate) return fail(std::move(certificate).error());
    auto key = read_private_key(key_pem.reveal());
    if (!key) return fail(std::move(key).error());
    const EVP_PKEY* certified = X509_get0_pubkey(certificate->get());
    if (certified == nullptr)
        return openssl_failure(ErrorKind::invalid, "the certificate's public key is not readable");
    return EVP_PKEY_eq(certified, key->get()) == 1;
}

Result<std::string> public_key(const Secret& key_pem) {
    const CleanErrorQueue queue;
    auto key = read_private_key(key_pem.reveal());
    if (!key) return fail(std::move(key).error());
    return write_public_key(key->get());
}

Result<std::string> public_key_of(const std::string& pem) {
    const CleanErrorQueue queue;
    auto key = read_public_key(pem);
    if (key) return write_public_key(key->get());
    if (key.error().kind() != ErrorKind::not_found) return fail(std::move(key).error());
    ERR_clear_error();
    auto certificate = read_certificate(pem);
    if (!certificate)
        return fail(ErrorKind::invalid, "neither a public key nor a certificate: " + certificate.error().text());
    EVP_PKEY* certified = X509_get0_pubkey(certificate->get());
    if (certified == nullptr)
        return openssl_failure(ErrorKind::invalid, "the certificate's public key is not readable");
    return write_public_key(certified);
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
