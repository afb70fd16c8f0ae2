#include "plan/certificate_life.hpp"

#include <algorithm>

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

}  // namespace planekeeper::plan
