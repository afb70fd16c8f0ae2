#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "base/result.hpp"

// OpenSSL's objects as owned pointers, and its error queue as a value. Private to this room.

namespace planekeeper::pki {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freed<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using GeneralNamePtr = std::unique_ptr<GENERAL_NAME, Freed<GENERAL_NAME_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using OctetStringPtr = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;
using Ia5StringPtr = std::unique_ptr<ASN1_IA5STRING, Freed<ASN1_IA5STRING_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
/// Holds what others own.
using StackPtr = std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) { sk_X509_free(stack); })>;
using VerificationPtr = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

/// Held by every public function: the queue is empty when it starts, so that an error text is its own, and when it
/// ends, so that the TLS code sharing this thread never reads ours.
class CleanErrorQueue {
public:
    CleanErrorQueue() noexcept { ERR_clear_error(); }
    CleanErrorQueue(const CleanErrorQueue&) = delete;
    CleanErrorQueue& operator=(const CleanErrorQueue&) = delete;
    ~CleanErrorQueue() { ERR_clear_error(); }
};

/// A failure with OpenSSL's own reason, the oldest in the queue, behind `what`.
[[nodiscard]] std::unexpected<Error> openssl_failure(ErrorKind kind, std::string what);

/// The text a memory BIO has collected.
[[nodiscard]] std::string text_of(BIO* memory);

}  // namespace planekeeper::pki
