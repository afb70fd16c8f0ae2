#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "model/certificate.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"

// When a certificate is renewed and when its end is told.

namespace planekeeper::plan {

/// From this time on planekeeper warns of an authority's end: a tenth of its life before the end, at least 30 days and
/// at most a year. Its replacement takes months of planning, and each leaf ends with it.
[[nodiscard]] SystemTime authority_warning_time(const model::CertificateFacts& authority);

/// When a leaf is renewed. nullopt: never, because its authority is unknown, or ends no later than the leaf, so that
/// another leaf would last no longer. `authority`: would sign the new leaf; nullptr: unknown.
[[nodiscard]] std::optional<SystemTime> renewal_time(const model::CertificateFacts& leaf,
                                                     const model::CertificateFacts* authority, const model::Pki& pki);

/// What an authority's file trusts beside the authority that signs, for people: "; also trusted: old-ca until
/// 2027-01-01T00:00:00Z (older)". Empty: nothing, or nobody looked.
[[nodiscard]] std::string trusted_besides(const model::MaterialFacts& authority);

}  // namespace planekeeper::plan
