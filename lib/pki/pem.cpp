#include "pki/pem.hpp"

#include <openssl/crypto.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <span>

namespace planekeeper::pki {

namespace {

/// One decoded block. The memory may be a private key, so it is wiped.
class Block {
public:
    Block() = default;
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    Block(Block&&) = delete;
    Block& operator=(Block&&) = delete;
    ~Block() { clear(); }

    /// The next block of any name; false at the end of the text and on a broken block (the error queue tells which).
    [[nodiscard]] bool read(BIO* text) {
        clear();
        return PEM_read_bio_ex(text, &name_, &header_, &der_, &size_, PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1;
    }

    [[nodiscard]] std::string_view name() const noexcept { return name_; }
    [[nodiscard]] bool encrypted() const noexcept { return *header_ != '\0' || name() == "ENCRYPTED PRIVATE KEY"; }
    [[nodiscard]] const unsigned char* der() const noexcept { return der_; }
    [[nodiscard]] long size() const noexcept { return size_; }

private:
    void clear() noexcept {
        OPENSSL_secure_free(name_);
        OPENSSL_secure_free(header_);
        OPENSSL_secure_clear_free(der_, static_cast<std::size_t>(size_));
        name_ = nullptr;
        header_ = nullptr;
        der_ = nullptr;
        size_ = 0;
    }

    char* name_ = nullptr;
    char* header_ = nullptr;
    unsigned char* der_ = nullptr;
    long size_ = 0;
};

Result<void> find_block(Block& block, std::string_view pem, std::span<const std::string_view> names,
                        const std::string& what) {
    if (pem.size() > longest_pem) return fail(ErrorKind::invalid, what + ": larger than 1 MiB");
    const BioPtr text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    if (!text) return openssl_failure(ErrorKind::bug, what + ": no memory");
    while (block.read(text.get())) {
        if (std::ranges::find(names, block.name()) == names.end()) continue;
        if (block.encrypted()) return fail(ErrorKind::invalid, what + ": encrypted with a password");
        return {};
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) {
        return fail(ErrorKind::not_found, what + ": no PEM block \"BEGIN " + std::string(names.front()) + "\"");
    }
    return openssl_failure(ErrorKind::invalid, what + ": damaged PEM block");
}

/// A file without the block that it must have is as unusable as a damaged one.
Error as_invalid(const Error& error) {
    return {ErrorKind::invalid, error.message()};
}

}  // namespace

Result<CertificatePtr> read_certificate(std::string_view pem) {
    static constexpr std::array<std::string_view, 2> names{"CERTIFICATE", "X509 CERTIFICATE"};
    Block block;
    if (auto found = find_block(block, pem, names, "not a certificate"); !found) return fail(as_invalid(found.error()));
    const unsigned char* end = block.der();
    CertificatePtr certificate(d2i_X509(nullptr, &end, block.size()));
    if (!certificate) return openssl_failure(ErrorKind::invalid, "not a certificate: damaged DER");
    if (end != block.der() + block.size()) return fail(ErrorKind::invalid, "not a certificate: bytes after its end");
    if ((X509_get_extension_flags(certificate.get()) & EXFLAG_INVALID) != 0) {
        return openssl_failure(ErrorKind::invalid, "not a usable certificate: malformed extensions");
    }
    return certificate;
}

Result<KeyPtr> read_private_key(std::string_view pem) {
    static constexpr std::array<std::string_view, 4> names{"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY",
                                                           "ENCRYPTED PRIVATE KEY"};
    Block block;
    if (auto found = find_block(block, pem, names, "not a private key"); !found) return fail(as_invalid(found.error()));
    const unsigned char* end = block.der();
    KeyPtr key(d2i_AutoPrivateKey(nullptr, &end, block.size()));
    if (!key) return openssl_failure(ErrorKind::invalid, "not a private key: damaged DER");
    return key;
}

Result<KeyPtr> read_public_key(std::string_view pem) {
    static constexpr std::array<std::string_view, 1> names{"PUBLIC KEY"};
    Block block;
    if (auto found = find_block(block, pem, names, "not a public key"); !found) return fail(std::move(found).error());
    const unsigned char* end = block.der();
    KeyPtr key(d2i_PUBKEY(nullptr, &end, block.size()));
    if (!key) return openssl_failure(ErrorKind::invalid, "not a public key: damaged DER");
    return key;
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

}  // namespace planekeeper::pki
