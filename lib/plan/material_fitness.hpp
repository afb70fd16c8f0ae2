#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "components/key_material.hpp"
#include "model/observed.hpp"

namespace planekeeper::plan {

/// What is wrong with key material for this purpose whatever the time, one sentence each; empty: it fits.
[[nodiscard]] std::vector<std::string> misfits(const kubernetes::MaterialItem& item, const model::DesiredState& desired,
                                               const model::MaterialFacts& facts);

/// Says with both times why the certificate is not valid at `now`; empty: it is, or nobody looks at its dates.
[[nodiscard]] std::string outside_its_time(const kubernetes::MaterialItem& item, const model::MaterialFacts& facts,
                                           SystemTime now);

}  // namespace planekeeper::plan
