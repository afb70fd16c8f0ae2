#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "model/certificate.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"

// When a certificate is renewed and when its end is told.

namespace planekeeper::plan {

/// From here on the end of an authority is told: a tenth of its life before it, at least 30 days, at most a year. What
/// it takes to replace an authority is planned in months, and each leaf ends with it.
[[nodiscard]] SystemTime authority_warning_time(const model::CertificateFacts& authority);

/// When a leaf is renewed. nullopt: never, because its authority ends no later, so that another leaf would last no
/// longer. `authority`: what would sign it; nullptr: unknown.
[[nodiscard]] std::optional<SystemTime> renewal_time(const model::CertificateFacts& leaf,
                                                     const model::CertificateFacts* authority, const model::Pki& pki);

/// What an authority's file trusts beside the authority that signs, for people: "; also trusted: old-ca until 2027-01-01T00:00:00Z
/// (older)". Empty: nothing, or nobody looked.
[[nodiscard]] std::string trusted_besides(const model::MaterialFacts& authority);

}  // namespace planekeeper::plan
