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

// OpenSSL's objects as owning pointers, and OpenSSL's error queue as a value. Private to this room.

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
/// Does not own its elements.
using StackPtr = std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) { sk_X509_free(stack); })>;
using VerificationPtr = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

/// Held by every public function. An empty queue at the start keeps old errors out of an error text; an empty queue at
/// the end keeps our errors from the TLS code on this thread.
class CleanErrorQueue {
public:
    CleanErrorQueue() noexcept { ERR_clear_error(); }
    CleanErrorQueue(const CleanErrorQueue&) = delete;
    CleanErrorQueue& operator=(const CleanErrorQueue&) = delete;
    ~CleanErrorQueue() { ERR_clear_error(); }
};

/// A failure with the text `what` and the oldest reason in OpenSSL's queue.
[[nodiscard]] std::unexpected<Error> openssl_failure(ErrorKind kind, std::string what);

/// The text in a memory BIO.
[[nodiscard]] std::string text_of(BIO* memory);

}  // namespace planekeeper::pki
