#include "plan/certificate_life.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace planekeeper::plan {

using std::chrono::days;

SystemTime authority_warning_time(const model::CertificateFacts& authority) {
    const auto tenth = (authority.not_after - authority.not_before) / 10;
    return authority.not_after - std::clamp<std::chrono::seconds>(tenth, days{30}, days{365});
}

std::optional<SystemTime> renewal_time(const model::CertificateFacts& leaf, const model::CertificateFacts* authority,
                                       const model::Pki& pki) {
    if (authority == nullptr || authority->not_after <= leaf.not_after) return std::nullopt;
    return leaf.not_after - pki.renew_before;
}

std::string trusted_besides(const model::MaterialFacts& authority) {
    if (!authority.authorities) return {};
    std::vector<std::string> trusted;
    const auto add = [&](const model::CertificateFacts& one, std::string_view place) {
        trusted.push_back(fmt::format("{} until {} ({})", one.common_name, to_rfc3339(one.not_after), place));
    };
    for (const auto& next : authority.authorities->next) add(next, "newer");
    for (const auto& retired : authority.authorities->retired) add(retired, "older");
    return trusted.empty() ? std::string{} : fmt::format("; also trusted: {}", fmt::join(trusted, ", "));
}

}  // namespace planekeeper::plan
