#include "plan/names_in_use.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "components/certificate_names.hpp"

namespace planekeeper::plan {

using kubernetes::MaterialItem;

MaterialItem with_names_in_use(MaterialItem item, const model::CertificateFacts& certificate) {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._*";
    auto& names = item.profile.names_in_use;
    // Nobody goes by a text that cannot be a DNS name, and no certificate is issued for it.
    std::ranges::copy_if(certificate.dns_names, std::back_inserter(names), [](const std::string& name) {
        return !name.empty() && name.find_first_not_of(letters) == std::string::npos;
    });
    names.insert(names.end(), certificate.ip_addresses.begin(), certificate.ip_addresses.end());
    return item;
}

bool names_are_settled(const Draft& draft) {
    const auto& rollout = api_server_rollout(draft);
    return rollout.current && rollout.last_good && rollout.current->id == rollout.last_good->id &&
           rollout.current->manifest.contains(draft.desired.address);
}

std::string missing_etcd_hosts(const Draft& draft, const MaterialItem& item, const model::MaterialFacts& custody) {
    const auto& good = api_server_rollout(draft).last_good;
    std::string missing;
    for (const auto& host : item.profile.names_in_use) {
        if (!custody.certificate || !good || good->hand_made || good->manifest.contains(host)) continue;
        if (!kubernetes::covers(*custody.certificate, host)) missing += fmt::format(" {}", host);
    }
    return missing.empty() ? "" : fmt::format("hosts of etcd.servers are missing from the certificate:{}", missing);
}

}  // namespace planekeeper::plan
