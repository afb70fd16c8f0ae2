#include "pki/pem.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>

#include <algorithm>

namespace planekeeper::pki {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Describes what the text holds instead of the wanted block. Never quotes content.
std::string found_instead(std::string_view pem, const std::vector<PemBlock>& blocks, const std::string& wanted) {
    if (pem.find_first_not_of(std::string_view{" \t\r\n\0", 5}) == std::string_view::npos) return "it is empty";
    if (pem.starts_with("\xFF\xFE") || pem.starts_with("\xFE\xFF")) return "it is UTF-16 text; save it as ASCII";
    if (!blocks.empty()) {
        std::string labels;
        for (const auto& block : blocks) labels += (labels.empty() ? "" : ", ") + block.label;
        return fmt::format("it holds {} instead of {}", labels, wanted);
    }
    if (pem.contains("-----BEGIN ")) return "damaged PEM block";
    if (pem.front() == '\x30') return "it is DER; convert it to PEM";
    return fmt::format("no PEM block \"BEGIN {}\"", wanted);
}

/// The blocks, or why Go would not read them as intended.
Result<std::vector<PemBlock>> blocks_of(std::string_view pem, const std::string& what) {
    if (pem.size() > longest_pem) return fail(ErrorKind::invalid, fmt::format("{}: larger than 1 MiB", what));
    if (pem.starts_with(byte_order_mark) && pem.substr(byte_order_mark.size()).starts_with("-----BEGIN ")) {
        return fail(ErrorKind::invalid, fmt::format("{}: it begins with a byte-order mark, which kube-apiserver does "
                                                    "not read over; save it without (sed -i '1s/^\\xEF\\xBB\\xBF//')",
                                                    what));
    }
    return pem_blocks(pem);
}

const unsigned char* bytes_of(const PemBlock& block) {
    return reinterpret_cast<const unsigned char*>(block.der.reveal().data());
}

long size_of(const PemBlock& block) { return static_cast<long>(block.der.reveal().size()); }

Result<CertificatePtr> certificate_in(const PemBlock& block) {
    const unsigned char* end = bytes_of(block);
    CertificatePtr certificate(d2i_X509(nullptr, &end, size_of(block)));
    if (!certificate) return openssl_failure(ErrorKind::invalid, "not a certificate: damaged DER");
    if (end != bytes_of(block) + size_of(block)) {
        return fail(ErrorKind::invalid, "not a certificate: bytes after its end");
    }
    if ((X509_get_extension_flags(certificate.get()) & EXFLAG_INVALID) != 0) {
        return openssl_failure(ErrorKind::invalid, "not a usable certificate: malformed extensions");
    }
    return certificate;
}

bool is_certificate(const PemBlock& block) { return block.label == "CERTIFICATE" && !block.has_headers; }

/// Null when kube-apiserver verifies no tokens with the block's key.
KeyPtr public_key_in(const PemBlock& block) {
    const unsigned char* end = bytes_of(block);
    KeyPtr key(d2i_PUBKEY(nullptr, &end, size_of(block)));
    if (!key) {
        end = bytes_of(block);
        if (const CertificatePtr certificate(d2i_X509(nullptr, &end, size_of(block))); certificate) {
            key.reset(X509_get_pubkey(certificate.get()));
        }
    }
    if (!key && !block.has_headers) {
        end = bytes_of(block);
        key.reset(d2i_AutoPrivateKey(nullptr, &end, size_of(block)));
    }
    if (!key) return nullptr;
    const int type = EVP_PKEY_get_base_id(key.get());
    return type == EVP_PKEY_RSA || type == EVP_PKEY_EC ? std::move(key) : nullptr;
}

}  // namespace

Result<CertificatePtr> read_certificate(std::string_view pem) {
    const auto blocks = blocks_of(pem, "not a certificate");
    if (!blocks) return fail(blocks.error());
    const auto first = std::ranges::find_if(*blocks, is_certificate);
    if (first != blocks->end()) return certificate_in(*first);
    return fail(ErrorKind::invalid, fmt::format("not a certificate: {}", found_instead(pem, *blocks, "CERTIFICATE")));
}

Result<std::vector<CertificatePtr>> read_certificates(std::string_view pem) {
    const auto blocks = blocks_of(pem, "not a certificate");
    if (!blocks) return fail(blocks.error());
    std::vector<CertificatePtr> certificates;
    for (const auto& block : *blocks) {
        if (!is_certificate(block)) continue;
        auto certificate = certificate_in(block);
        if (!certificate) return fail(std::move(certificate).error());
        certificates.push_back(std::move(*certificate));
    }
    if (!certificates.empty()) return certificates;
    return fail(ErrorKind::invalid, fmt::format("not a certificate: {}", found_instead(pem, *blocks, "CERTIFICATE")));
}

Result<KeyPtr> read_private_key(std::string_view pem) {
    const auto blocks = blocks_of(pem, "not a private key");
    if (!blocks) return fail(blocks.error());
    const auto first = std::ranges::find_if(*blocks, [](const PemBlock& block) {
        return block.label == "PRIVATE KEY" || block.label.ends_with(" PRIVATE KEY");
    });
    if (first == blocks->end()) {
        return fail(ErrorKind::invalid,
                    fmt::format("not a private key: {}", found_instead(pem, *blocks, "PRIVATE KEY")));
    }
    if (first->has_headers || first->label == "ENCRYPTED PRIVATE KEY") {
        return fail(ErrorKind::invalid,
                    "not a private key: encrypted with a password, which kube-apiserver cannot ask for");
    }
    const unsigned char* end = bytes_of(*first);
    KeyPtr key(d2i_AutoPrivateKey(nullptr, &end, size_of(*first)));
    if (!key) return openssl_failure(ErrorKind::invalid, "not a private key: damaged DER");
    return key;
}

Result<std::vector<KeyPtr>> read_public_keys(std::string_view pem) {
    const auto blocks = blocks_of(pem, "not a public key");
    if (!blocks) return fail(blocks.error());
    std::vector<KeyPtr> keys;
    for (const auto& block : *blocks) {
        if (auto key = public_key_in(block)) keys.push_back(std::move(key));
    }
    ERR_clear_error();
    if (!keys.empty()) return keys;
    return fail(
        ErrorKind::invalid,
        fmt::format("not a public key: {}", found_instead(pem, *blocks, "an RSA or ECDSA PUBLIC KEY or CERTIFICATE")));
}

Result<std::string> write_certificate(X509* certificate) {
    const BioPtr text(BIO_new(BIO_s_mem()));
    if (!text || PEM_write_bio_X509(text.get(), certificate) != 1) {
        return openssl_failure(ErrorKind::bug, "writing a certificate");
    }
    return text_of(text.get());
}

Result<std::string> write_public_key(EVP_PKEY* key) {
    const BioPtr text(BIO_new(BIO_s_mem()));
    if (!text || PEM_write_bio_PUBKEY(text.get(), key) != 1) {
        return openssl_failure(ErrorKind::bug, "writing a public key");
    }
    return text_of(text.get());
}

Result<std::string> write_carried_key(const X509* certificate) {
    const BioPtr text(BIO_new(BIO_s_mem()));
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    const bool written = size > 0 && text && PEM_write_bio(text.get(), "PUBLIC KEY", "", der, size) > 0;
    OPENSSL_free(der);
    if (!written) return openssl_failure(ErrorKind::invalid, "the certificate's public key is not readable");
    return text_of(text.get());
}

}  // namespace planekeeper::pki
