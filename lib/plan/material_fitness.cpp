#include "plan/material_fitness.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace planekeeper::plan {

using kubernetes::MaterialItem;
using kubernetes::MaterialType;
using model::MaterialFacts;

namespace {

/// Canonical text of an IP address; nullopt for a name.
std::optional<std::string> canonical_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    std::array<char, INET6_ADDRSTRLEN> out{};
    for (const int family : {AF_INET, AF_INET6}) {
        if (inet_pton(family, text.c_str(), bytes.data()) == 1) {
            return inet_ntop(family, bytes.data(), out.data(), static_cast<socklen_t>(out.size()));
        }
    }
    return std::nullopt;
}

std::string missing_sans(const std::vector<std::string>& wanted, const model::CertificateFacts& certificate) {
    std::string missing;
    for (const auto& san : wanted) {
        const auto address = canonical_address(san);
        const auto& have = address ? certificate.ip_addresses : certificate.dns_names;
        if (std::ranges::find(have, address.value_or(san)) != have.end()) continue;
        if (!missing.empty()) missing += ", ";
        missing += san;
    }
    return missing;
}

void judge_dates(const model::CertificateFacts& certificate, SystemTime now, std::vector<std::string>& out) {
    if (certificate.not_after <= now) out.push_back("the certificate expired at " + to_rfc3339(certificate.not_after));
    if (certificate.not_before > now) {
        out.push_back("the certificate is not valid before " + to_rfc3339(certificate.not_before));
    }
}

void judge_certificate(const MaterialItem& item, const MaterialFacts& facts, Now now, std::vector<std::string>& out) {
    const auto& certificate = *facts.certificate;
    if (!certificate.known_algorithm) out.push_back("the key is neither ECDSA P-256 nor RSA of at least 2048 bits");
    if (item.files.size() > 1 && !facts.key_matches) out.push_back("the key does not belong to the certificate");
    if (item.type == MaterialType::authority) {
        if (!certificate.is_authority) out.push_back("the certificate is not a CA certificate (CA:TRUE is missing)");
    } else if (item.type == MaterialType::leaf || item.type == MaterialType::kubeconfig) {
        if (!facts.signed_by_authority) out.push_back("the certificate is not signed by ca.pem");
        if (item.profile.server_auth && !certificate.server_auth) out.push_back("the usage serverAuth is missing");
        if (item.profile.client_auth && !certificate.client_auth) out.push_back("the usage clientAuth is missing");
        if (const auto missing = missing_sans(item.profile.sans, certificate); !missing.empty()) {
            out.push_back("names are missing from the certificate: " + missing);
        }
    }
    // The service-account certificate is only a carrier of its public key: nobody looks at its dates.
    if (now.trusted && item.type != MaterialType::service_account) judge_dates(certificate, now.system, out);
}

}  // namespace

std::vector<std::string> misfits(const MaterialItem& item, const model::DesiredState& desired,
                                 const MaterialFacts& facts, Now now) {
    std::vector<std::string> out;
    if (!facts.error.empty()) return {facts.error};
    for (const auto& file : item.files) {
        const auto it = facts.files.find(file.role);
        if (it == facts.files.end() || it->second.presence != model::Presence::present) {
            out.push_back(file.path + " is missing or not a readable file");
        }
    }
    if (!out.empty()) return out;
    if (item.type == MaterialType::encryption_config) {
        if (facts.key_identity.empty()) out.push_back("it holds no encryption key");
        return out;
    }
    if (facts.certificate) {
        judge_certificate(item, facts, now, out);
    } else if (item.type == MaterialType::service_account) {
        // service-account.pem may be a bare public key (kube-apiserver accepts both).
        if (!facts.key_matches) out.push_back("the key does not belong to the public key file");
    } else {
        out.push_back("there is no readable certificate");
    }
    const bool ours_to_choose = !item.external && (item.type == MaterialType::leaf);
    if (ours_to_choose && facts.key_algorithm && *facts.key_algorithm != desired.pki.algorithm) {
        out.push_back("the key's algorithm is not the desired one");
    }
    return out;
}

std::optional<SystemTime> renewal_time(const MaterialItem& item, const model::DesiredState& desired,
                                       const MaterialFacts& facts) {
    const bool renewed = item.type == MaterialType::leaf || item.type == MaterialType::kubeconfig;
    if (!renewed || item.external || !facts.certificate) return std::nullopt;
    return facts.certificate->not_after - desired.pki.renew_before;
}

bool renewal_due(const MaterialItem& item, const model::DesiredState& desired, const MaterialFacts& facts, Now now) {
    const auto at = renewal_time(item, desired, facts);
    return at && now.trusted && *at <= now.system;
}

}  // namespace planekeeper::plan
