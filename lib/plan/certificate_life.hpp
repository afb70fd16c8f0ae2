#pragma once

#include <optional>

#include "base/time.hpp"
#include "model/certificate.hpp"
#include "model/desired_state.hpp"

// When a certificate is renewed and when its end is told.

namespace planekeeper::plan {

/// From here on the end of an authority is told: a tenth of its life before it, at least 30 days, at most a year. What
/// it takes to replace an authority is planned in months, and each leaf ends with it.
[[nodiscard]] SystemTime authority_warning_time(const model::CertificateFacts& authority);

/// When a leaf is renewed. nullopt: never, because its authority ends no later, so that another leaf would last no
/// longer. `authority`: what would sign it; nullptr: unknown.
[[nodiscard]] std::optional<SystemTime> renewal_time(const model::CertificateFacts& leaf,
                                                     const model::CertificateFacts* authority, const model::Pki& pki);

}  // namespace planekeeper::plan
