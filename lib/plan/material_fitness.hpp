#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "kubernetes/key_material.hpp"
#include "model/observed.hpp"

namespace planekeeper::plan {

/// What is wrong with key material for this purpose, one sentence each; empty: it fits. Dates are judged only when
/// `now` is trusted.
[[nodiscard]] std::vector<std::string> misfits(const kubernetes::MaterialItem& item, const model::DesiredState& desired,
                                               const model::MaterialFacts& facts, Now now);

/// True for a leaf that still works but has less than `renew_before` left.
[[nodiscard]] bool renewal_due(const kubernetes::MaterialItem& item, const model::DesiredState& desired,
                               const model::MaterialFacts& facts, Now now);

/// When renewal_due turns true.
[[nodiscard]] std::optional<SystemTime> renewal_time(const kubernetes::MaterialItem& item,
                                                     const model::DesiredState& desired,
                                                     const model::MaterialFacts& facts);

}  // namespace planekeeper::plan
