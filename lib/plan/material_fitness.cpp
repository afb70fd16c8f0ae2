#include "plan/material_fitness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "components/certificate_names.hpp"
#include "components/key_files.hpp"
#include "plan/encryption_plan.hpp"
#include "plan/kubeconfig_plan.hpp"

namespace planekeeper::plan {

using kubernetes::MaterialItem;
using kubernetes::MaterialType;
using model::MaterialFacts;

namespace {

std::string missing_sans(const std::vector<std::string>& wanted, const model::CertificateFacts& certificate) {
    std::string missing;
    for (const auto& san : wanted) {
        if (kubernetes::covers(certificate, san)) continue;
        if (!missing.empty()) missing += ", ";
        missing += san;
    }
    return missing;
}

void judge_certificate(const MaterialItem& item, const model::DesiredState& desired, const MaterialFacts& facts,
                       std::vector<std::string>& out) {
    const auto& certificate = *facts.certificate;
    if (!certificate.key_problem.empty()) out.push_back(certificate.key_problem);
    if (item.files.size() > 1 && !facts.key_matches) out.push_back("the key does not belong to the certificate");
    if (item.type == MaterialType::authority) {
        if (!certificate.is_authority) out.push_back("the certificate is not a CA certificate (CA:TRUE is missing)");
    } else {
        if (!facts.signed_by_authority) {
            out.push_back(fmt::format("the certificate is not signed by {}",
                                      pki_file(desired, kubernetes::PkiFile::authority_certificate)));
        }
        if (item.profile.server_auth && !certificate.server_auth) out.push_back("the usage serverAuth is missing");
        if (item.profile.client_auth && !certificate.client_auth) out.push_back("the usage clientAuth is missing");
        if (const auto missing = missing_sans(item.profile.sans, certificate); !missing.empty()) {
            out.push_back(fmt::format("names are missing from the certificate: {}", missing));
        }
    }
}

std::string name_of(const model::CertificateFacts& certificate) {
    if (!certificate.common_name.empty()) return certificate.common_name;
    return certificate.organizations.empty() ? "which has no name" : certificate.organizations.front();
}

std::string outside_its_time(const std::string& what, const model::CertificateFacts& certificate, SystemTime now) {
    // To the day: a text that differs at each pass would be a new status each time.
    const auto today = fmt::format(" (the clock says {})", to_rfc3339(now).substr(0, std::size("2026-11-24") - 1));
    if (certificate.not_after <= now)
        return fmt::format("{} expired at {}{}", what, to_rfc3339(certificate.not_after), today);
    if (certificate.not_before > now)
        return fmt::format("{} is not valid before {}{}", what, to_rfc3339(certificate.not_before), today);
    return {};
}

}  // namespace

std::vector<std::string> misfits(const MaterialItem& item, const model::DesiredState& desired,
                                 const MaterialFacts& facts) {
    std::vector<std::string> out;
    if (!facts.error.empty()) return {facts.error};
    for (const auto& file : item.files) {
        const auto it = facts.files.find(file.role);
        if (it != facts.files.end() && it->second.presence == model::Presence::unreadable) {
            out.push_back(fmt::format("{} cannot be read: {}", file.path, it->second.error));
        } else if (it == facts.files.end() || it->second.presence != model::Presence::present) {
            out.push_back(fmt::format("{} is missing", file.path));
        } else if (!it->second.error.empty()) {
            out.push_back(fmt::format("{}: {}", file.path, it->second.error));
        }
    }
    if (!out.empty()) return out;
    if (item.type == MaterialType::encryption_config) {
        return facts.encryption ? encryption_misfits(desired, *facts.encryption) : out;
    }
    if (item.type == MaterialType::service_account) {
        if (!facts.key_matches)
            out.push_back(fmt::format("the key belongs to no public key of {}", item.files.back().path));
    } else if (facts.certificate) {
        judge_certificate(item, desired, facts, out);
    } else {
        out.push_back("there is no readable certificate");
    }
    if (facts.kubeconfig) std::ranges::move(kubeconfig_misfits(*item.kubeconfig, facts), std::back_inserter(out));
    return out;
}

std::string outside_its_time(const MaterialItem& item, const MaterialFacts& facts, SystemTime now) {
    // The service-account certificate is only a carrier of its public key: nobody looks at its dates.
    if (!facts.certificate || item.type == MaterialType::service_account) return {};
    const auto ill = outside_its_time("the certificate", *facts.certificate, now);
    if (!ill.empty() || !facts.signer) return ill;
    return outside_its_time(fmt::format("the authority that signed the certificate, {},", name_of(*facts.signer)),
                            *facts.signer, now);
}

}  // namespace planekeeper::plan
