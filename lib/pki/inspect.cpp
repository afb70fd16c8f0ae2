#include <algorithm>
#include <array>
#include <ctime>
#include <span>
#include <tuple>

#include "base/digest.hpp"
#include "base/ip.hpp"
#include "pki/certificate.hpp"
#include "pki/key.hpp"
#include "pki/pem.hpp"

namespace planekeeper::pki {

namespace {

/// Names of a certificate appear in status and on terminals, so control characters become '?'.
std::string printable(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

std::vector<std::string> subject_entries(const X509* certificate, int kind) {
    std::vector<std::string> entries;
    const X509_NAME* name = X509_get_subject_name(certificate);
    for (int at = X509_NAME_get_index_by_NID(name, kind, -1); at >= 0;
         at = X509_NAME_get_index_by_NID(name, kind, at)) {
        unsigned char* text = nullptr;
        const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
        if (size < 0) continue;  // an encoding without a UTF-8 form names nobody
        entries.push_back(printable({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)}));
        OPENSSL_free(text);
    }
    return entries;
}

std::span<const unsigned char> bytes_of(const ASN1_STRING* text) {
    return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string dns_text(std::span<const unsigned char> bytes) {
    std::string text;
    for (const unsigned char c : bytes) text += c < 0x7f ? static_cast<char>(c) : '?';
    return printable(std::move(text));
}

/// Empty when the octets are no address.
std::string address_text(std::span<const unsigned char> octets) {
    const auto address = IpAddress::of(octets);
    return address ? address->unmapped().text() : std::string();
}

void sort_unique(std::vector<std::string>& names) {
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
}

void read_alternative_names(const X509* certificate, model::CertificateFacts& facts) {
    const GeneralNamesPtr names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) facts.dns_names.push_back(dns_text(bytes_of(name->d.dNSName)));
        if (name->type == GEN_IPADD) {
            std::string address = address_text(bytes_of(name->d.iPAddress));
            if (!address.empty()) facts.ip_addresses.push_back(std::move(address));
        }
    }
    sort_unique(facts.dns_names);
    sort_unique(facts.ip_addresses);
}

Result<SystemTime> time_of(const ASN1_TIME* time) {
    std::tm calendar{};
    if (ASN1_TIME_to_tm(time, &calendar) != 1) {
        return openssl_failure(ErrorKind::invalid, "not a usable certificate: a malformed date");
    }
    return SystemTime(std::chrono::seconds(timegm(&calendar)));
}

Result<model::CertificateFacts> facts_of(X509* certificate) {
    const auto not_before = time_of(X509_get0_notBefore(certificate));
    if (!not_before) return fail(not_before.error());
    const auto not_after = time_of(X509_get0_notAfter(certificate));
    if (!not_after) return fail(not_after.error());

    model::CertificateFacts facts;
    const auto names = subject_entries(certificate, NID_commonName);
    if (!names.empty()) facts.common_name = names.back();  // Kubernetes takes the last one as the user
    facts.organizations = subject_entries(certificate, NID_organizationName);
    read_alternative_names(certificate, facts);
    facts.not_before = *not_before;
    facts.not_after = *not_after;
    facts.is_authority = X509_check_ca(certificate) == 1;
    const std::uint32_t usages = X509_get_extended_key_usage(certificate);
    facts.server_auth = (usages & (XKU_SSL_SERVER | XKU_ANYEKU)) != 0;
    facts.client_auth = (usages & (XKU_SSL_CLIENT | XKU_ANYEKU)) != 0;
    auto kind = kind_of(X509_get0_pubkey(certificate));
    facts.key_kind = std::move(kind.name);
    facts.key_problem = std::move(kind.problem);
    facts.fingerprint = fingerprint_of(certificate);
    return facts;
}

/// The way from a certificate to this authority, the certificate first. Empty: there is no way. OpenSSL knows no other
/// authority here, because it would choose between two authorities with one name by the name alone.
Result<std::vector<CertificatePtr>> path_to(X509* authority, STACK_OF(X509) * chain, X509* certificate) {
    const StorePtr store(X509_STORE_new());
    const VerificationPtr verification(X509_STORE_CTX_new());
    if (!store || !verification || X509_STORE_add_cert(store.get(), authority) != 1 ||
        // The authority may be an intermediate: Kubernetes trusts whatever its CA file holds.
        X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN) != 1 ||
        X509_STORE_CTX_init(verification.get(), store.get(), certificate, chain) != 1) {
        return openssl_failure(ErrorKind::bug, "setting up a certificate verification");
    }
    std::vector<CertificatePtr> path;
    if (X509_verify_cert(verification.get()) != 1) return path;
    auto* const verified = X509_STORE_CTX_get0_chain(verification.get());
    for (int i = 0; i < sk_X509_num(verified); ++i) {
        X509_up_ref(sk_X509_value(verified, i));
        path.emplace_back(sk_X509_value(verified, i));
    }
    return path;
}

struct TrustedCertificate {
    X509* certificate;
    model::CertificateFacts facts;
    bool key_matches;
};

/// A stack that owns nothing.
Result<StackPtr> stack_of(std::span<const CertificatePtr> certificates) {
    StackPtr stack(sk_X509_new_null());
    if (!stack) return openssl_failure(ErrorKind::bug, "no memory");
    for (const auto& certificate : certificates) {
        if (sk_X509_push(stack.get(), certificate.get()) <= 0) return openssl_failure(ErrorKind::bug, "no memory");
    }
    return stack;
}

/// True when the authority signed the certificate, directly or through certificates of `between`.
Result<bool> is_above(X509* authority, X509* certificate, std::span<const CertificatePtr> between) {
    const auto stack = stack_of(between);
    if (!stack) return fail(stack.error());
    const auto path = path_to(authority, stack->get(), certificate);
    if (!path) return fail(path.error());
    return !path->empty();
}

/// On a path, the authority that ends first.
Result<model::CertificateFacts> first_to_end(const std::vector<CertificatePtr>& path) {
    auto first = facts_of(path.back().get());
    for (std::size_t i = 1; first && i + 1 < path.size(); ++i) {
        auto facts = facts_of(path[i].get());
        if (!facts || facts->not_after < first->not_after) first = std::move(facts);
    }
    return first;
}

}  // namespace

std::string fingerprint_of(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
    return hexadecimal({reinterpret_cast<const char*>(digest.data()), size});
}

Result<model::CertificateFacts> inspect(const std::string& certificate_pem) {
    const CleanErrorQueue queue;
    const auto certificate = read_certificate(certificate_pem);
    if (!certificate) return fail(certificate.error());
    return facts_of(certificate->get());
}

Result<bool> carries(const X509* certificate, const std::string& public_key) {
    const auto carried = write_carried_key(certificate);
    if (!carried) return fail(carried.error());
    if (*carried == public_key) return true;
    // A point on a curve has two forms; both are the same key.
    const auto keys = read_public_keys(public_key);
    if (!keys) return fail(keys.error());
    return EVP_PKEY_eq(X509_get0_pubkey(certificate), keys->front().get()) == 1;
}

Result<model::AuthorityBundle> inspect_authority(const std::string& authorities_pem, const std::string* public_key) {
    const CleanErrorQueue queue;
    const auto certificates = read_certificates(authorities_pem);
    if (!certificates) return fail(certificates.error());
    std::vector<TrustedCertificate> all;
    for (const auto& certificate : *certificates) {
        auto facts = facts_of(certificate.get());
        if (!facts) return fail(std::move(facts).error());
        const bool key_matches = public_key != nullptr && carries(certificate.get(), *public_key).value_or(false);
        all.push_back({certificate.get(), std::move(*facts), key_matches});
    }
    const auto current = std::ranges::max_element(all, {}, [](const TrustedCertificate& one) {
        return std::tuple(one.key_matches, one.facts.is_authority, one.facts.not_after);
    });
    model::AuthorityBundle bundle{.current = current->facts,
                                  .key_matches = current->key_matches,
                                  .next = {},
                                  .retired = {},
                                  .certificates = all.size()};
    for (const auto& other : all) {
        if (!other.facts.is_authority || other.facts.fingerprint == current->facts.fingerprint) continue;
        const auto above = is_above(other.certificate, current->certificate, *certificates);
        if (!above) return fail(above.error());
        if (*above) continue;
        auto& kind = other.facts.not_before > current->facts.not_before ? bundle.next : bundle.retired;
        if (std::ranges::find(kind, other.facts) == kind.end()) kind.push_back(other.facts);
    }
    return bundle;
}

Result<std::optional<model::CertificateFacts>> signer_of(const std::string& chain_pem,
                                                         const std::string& authorities_pem) {
    const CleanErrorQueue queue;
    auto chain = read_certificates(chain_pem);
    if (!chain) return fail(std::move(chain).error());
    auto authorities = read_certificates(authorities_pem);
    if (!authorities) return fail(std::move(authorities).error().during("reading the authority"));
    // Without a look at the time OpenSSL takes the first of two forms of an intermediate.
    std::sort(chain->begin() + 1, chain->end(), [](const CertificatePtr& one, const CertificatePtr& other) {
        return ASN1_TIME_compare(X509_get0_notAfter(one.get()), X509_get0_notAfter(other.get())) > 0;
    });
    const auto rest = stack_of(std::span(*chain).subspan(1));
    if (!rest) return fail(rest.error());
    std::optional<model::CertificateFacts> latest;
    for (const auto& authority : *authorities) {
        // Otherwise a certificate that is its own trust anchor would pass.
        if (X509_check_ca(authority.get()) != 1) continue;
        const auto path = path_to(authority.get(), rest->get(), chain->front().get());
        if (!path) return fail(path.error());
        if (path->empty()) continue;
        auto facts = first_to_end(*path);
        if (!facts) return fail(std::move(facts).error());
        if (!latest || latest->not_after < facts->not_after) latest = std::move(*facts);
    }
    return latest;
}

Result<bool> signed_by(const std::string& chain_pem, const std::string& authorities_pem) {
    const auto signer = signer_of(chain_pem, authorities_pem);
    if (!signer) return fail(signer.error());
    return signer->has_value();
}

}  // namespace planekeeper::pki
