#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ip.hpp"
#include "pki/certificate.hpp"
#include "pki/key.hpp"
#include "pki/pem.hpp"

namespace planekeeper::pki {

namespace {

/// 127 bits with the highest bit set: positive, never zero, sixteen of the twenty octets that RFC 5280 allows.
bool set_random_serial(X509* certificate) {
    const BignumPtr serial(BN_new());
    return serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool add_subject_entry(X509_NAME* name, int kind, const std::string& text) {
    return X509_NAME_add_entry_by_NID(name, kind, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
}

Result<void> set_subject(X509* certificate, const CertificateRequest& request) {
    if (request.common_name.empty()) return fail(ErrorKind::invalid, "a certificate needs a common name");
    X509_NAME* name = X509_get_subject_name(certificate);
    for (const auto& organization : request.organizations) {
        if (!add_subject_entry(name, NID_organizationName, organization)) {
            return openssl_failure(ErrorKind::invalid, fmt::format("organization \"{}\" is not usable", organization));
        }
    }
    if (!add_subject_entry(name, NID_commonName, request.common_name)) {
        return openssl_failure(ErrorKind::invalid,
                               fmt::format("common name \"{}\" is not usable", request.common_name));
    }
    return {};
}

Result<void> set_validity(X509* certificate, SystemTime not_before, SystemTime not_after) {
    if (not_after <= not_before) return fail(ErrorKind::invalid, "the certificate would end before it begins");
    // ASN1_TIME_set chooses UTCTime before 2050 and GeneralizedTime from 2050 on, as RFC 5280 requires.
    if (ASN1_TIME_set(X509_getm_notBefore(certificate), not_before.time_since_epoch().count()) == nullptr ||
        ASN1_TIME_set(X509_getm_notAfter(certificate), not_after.time_since_epoch().count()) == nullptr) {
        return openssl_failure(ErrorKind::invalid, "dates that a certificate cannot hold");
    }
    return {};
}

/// Only for constant values: words from a file must not reach OpenSSL's text syntax.
bool add_extension(X509* certificate, X509* authority, int kind, const char* value) {
    X509V3_CTX signing{};
    X509V3_set_ctx(&signing, authority, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_nconf_nid(nullptr, &signing, kind, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

GeneralNamePtr address_name(const std::string& address) {
    const auto parsed = IpAddress::parse(address);
    if (!parsed) return nullptr;
    const auto unmapped = parsed->unmapped();
    const auto octets = unmapped.octets();
    OctetStringPtr value(ASN1_OCTET_STRING_new());
    GeneralNamePtr name(GENERAL_NAME_new());
    if (!value || !name || ASN1_OCTET_STRING_set(value.get(), octets.data(), static_cast<int>(octets.size())) != 1)
        return nullptr;
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, value.release());
    return name;
}

/// Looks only at the length and the characters of a name; '*' is one of the allowed characters.
bool is_dns_name(const std::string& name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_' || c == '*';
    };
    return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, allowed);
}

GeneralNamePtr dns_name(std::string text) {
    // Go removes the dot from the name that it looks for, so it would not find a name with a dot.
    if (text.ends_with('.')) text.pop_back();
    Ia5StringPtr value(ASN1_IA5STRING_new());
    GeneralNamePtr name(GENERAL_NAME_new());
    if (!is_dns_name(text) || !value || !name ||
        ASN1_STRING_set(value.get(), text.data(), static_cast<int>(text.size())) != 1) {
        return nullptr;
    }
    GENERAL_NAME_set0_value(name.get(), GEN_DNS, value.release());
    return name;
}

Result<void> add_alternative_names(X509* certificate, const std::vector<std::string>& sans) {
    if (sans.empty()) return {};
    const GeneralNamesPtr names(GENERAL_NAMES_new());
    std::set<std::string> seen;
    for (const auto& san : sans) {
        if (!seen.insert(san).second) continue;
        GeneralNamePtr name = address_name(san);
        if (!name) name = dns_name(san);
        if (!name) return fail(ErrorKind::invalid, fmt::format("\"{}\" is neither an IP address nor a DNS name", san));
        if (sk_GENERAL_NAME_push(names.get(), name.get()) <= 0) return openssl_failure(ErrorKind::bug, "adding a SAN");
        static_cast<void>(name.release());
    }
    if (X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) != 1) {
        return openssl_failure(ErrorKind::bug, "adding the SANs");
    }
    return {};
}

/// Sets version, serial, subject and key, which an authority and a leaf have in common.
Result<CertificatePtr> new_certificate(EVP_PKEY* key, const CertificateRequest& request) {
    CertificatePtr certificate(X509_new());
    if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
        X509_set_pubkey(certificate.get(), key) != 1) {
        return openssl_failure(ErrorKind::bug, "making a certificate");
    }
    if (!set_random_serial(certificate.get())) {
        return openssl_failure(ErrorKind::transient, "drawing a serial number");
    }
    if (auto set = set_subject(certificate.get(), request); !set) return fail(std::move(set).error());
    return certificate;
}

bool is_rsa(const EVP_PKEY* key) { return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA; }

bool add_authority_extensions(X509* certificate, const EVP_PKEY* key) {
    // RFC 8813: an EC key does not encipher.
    const char* usage =
        is_rsa(key) ? "critical,digitalSignature,keyEncipherment,keyCertSign" : "critical,digitalSignature,keyCertSign";
    return add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(certificate, certificate, NID_key_usage, usage) &&
           add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
}

const char* extended_usage(const CertificateRequest& request) {
    if (request.server_auth && request.client_auth) return "serverAuth,clientAuth";
    if (request.server_auth) return "serverAuth";
    return request.client_auth ? "clientAuth" : nullptr;
}

bool add_leaf_extensions(X509* certificate, X509* authority, const EVP_PKEY* key, const CertificateRequest& request) {
    const char* usage = is_rsa(key) ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature";
    const char* extended = extended_usage(request);
    // An adopted authority may lack the identifier that AKI would repeat.
    const bool identified = X509_get0_subject_key_id(authority) != nullptr;
    return add_extension(certificate, authority, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, authority, NID_key_usage, usage) &&
           (extended == nullptr || add_extension(certificate, authority, NID_ext_key_usage, extended)) &&
           add_extension(certificate, authority, NID_subject_key_identifier, "hash") &&
           (!identified || add_extension(certificate, authority, NID_authority_key_identifier, "keyid:always"));
}

Result<std::string> sign(X509* certificate, EVP_PKEY* key) {
    // A signature needs random numbers. When their source fails, the error is transient.
    // Ed25519 has its own digest and takes no other.
    const EVP_MD* digest = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
    if (X509_sign(certificate, key, digest) == 0) {
        return openssl_failure(ErrorKind::transient, "signing a certificate");
    }
    return write_certificate(certificate);
}

struct Authority {
    CertificatePtr certificate;
    KeyPtr key;
    SystemTime not_after;
};

/// The certificate of the file that the key belongs to; of several such certificates the one that ends last.
Result<Authority> read_authority(const std::string& authorities_pem, const Secret& key_pem) {
    auto key = read_private_key(key_pem.reveal());
    if (!key) return fail(std::move(key).error().during("reading the authority's key"));
    const auto public_key = write_public_key(key->get());
    if (!public_key) return fail(public_key.error());
    const auto bundle = inspect_authority(authorities_pem, &*public_key);
    if (!bundle) return fail(Error(bundle.error()).during("reading the authority"));
    if (!bundle->key_matches) return fail(ErrorKind::invalid, "the authority's key does not belong to its certificate");
    if (!bundle->current.is_authority) {
        return fail(ErrorKind::invalid, "the authority's certificate is not that of an authority");
    }
    auto certificates = read_certificates(authorities_pem);
    if (!certificates) return fail(std::move(certificates).error().during("reading the authority"));
    for (auto& certificate : *certificates) {
        if (fingerprint_of(certificate.get()) != bundle->current.fingerprint) continue;
        return Authority{std::move(certificate), std::move(*key), bundle->current.not_after};
    }
    return fail(ErrorKind::bug, "the authority's certificate is gone");
}

}  // namespace

Result<std::string> self_sign_authority(const Secret& key_pem, const CertificateRequest& request) {
    const CleanErrorQueue queue;
    auto key = read_private_key(key_pem.reveal());
    if (!key) return fail(std::move(key).error());
    auto made = new_certificate(key->get(), request);
    if (!made) return fail(std::move(made).error());
    X509* const certificate = made->get();
    if (auto set = set_validity(certificate, request.not_before, request.not_after); !set) {
        return fail(std::move(set).error());
    }
    if (X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) != 1 ||
        !add_authority_extensions(certificate, key->get())) {
        return openssl_failure(ErrorKind::bug, "making an authority");
    }
    return sign(certificate, key->get());
}

Result<std::string> issue(const std::string& authority_pem, const Secret& authority_key_pem, const Secret& key_pem,
                          const CertificateRequest& request) {
    const CleanErrorQueue queue;
    auto authority = read_authority(authority_pem, authority_key_pem);
    if (!authority) return fail(std::move(authority).error());
    auto key = read_private_key(key_pem.reveal());
    if (!key) return fail(std::move(key).error());
    auto made = new_certificate(key->get(), request);
    if (!made) return fail(std::move(made).error());
    X509* const certificate = made->get();
    X509* const issuer = authority->certificate.get();
    const SystemTime not_after = std::min(request.not_after, authority->not_after);
    if (auto set = set_validity(certificate, request.not_before, not_after); !set) return fail(std::move(set).error());
    if (X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) != 1 ||
        !add_leaf_extensions(certificate, issuer, key->get(), request)) {
        return openssl_failure(ErrorKind::bug, "making a certificate");
    }
    if (auto added = add_alternative_names(certificate, request.sans); !added) return fail(std::move(added).error());
    return sign(certificate, authority->key.get());
}

}  // namespace planekeeper::pki
