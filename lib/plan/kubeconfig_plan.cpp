#include "plan/kubeconfig_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "components/kubeconfig_reading.hpp"

namespace planekeeper::plan {

namespace {

/// Bound to cluster-admin: by the API server itself, and by kubeadm from v1.29 on.
constexpr std::array<std::string_view, 2> admin_groups{"system:masters", "kubeadm:cluster-admins"};

bool is_admin(const model::CertificateFacts& certificate) {
    return std::ranges::any_of(certificate.organizations, [](const std::string& group) {
        return std::ranges::find(admin_groups, group) != admin_groups.end();
    });
}

}  // namespace

std::vector<std::string> kubeconfig_misfits(const kubernetes::KubeconfigProfile& profile,
                                            const model::MaterialFacts& facts) {
    const auto& found = *facts.kubeconfig;
    if (!found.problem.empty()) return {found.problem};
    std::vector<std::string> out;
    if (!kubernetes::same_server(found.server, profile.server)) {
        out.push_back(fmt::format("its server is {}, not {} ({})", found.server, profile.server, profile.field));
    }
    if (!found.has_authority) {
        out.emplace_back("it names no certificate authority for the server");
    } else if (!found.trusts_authority) {
        out.emplace_back("its certificate authority is another cluster's");
    }
    if (facts.certificate && !facts.key_matches) out.emplace_back("its key does not belong to its certificate");
    if (profile.of_administrator && facts.certificate && !is_admin(*facts.certificate)) {
        out.push_back(fmt::format(
            "its client {} is no administrator (neither of the group system:masters nor of kubeadm:cluster-admins)",
            facts.certificate->common_name));
    }
    return out;
}

}  // namespace planekeeper::plan
