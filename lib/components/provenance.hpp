#pragma once

#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"
#include "model/origin.hpp"

// Where everything that planekeeper writes is from, for `planekeeper why`.

namespace planekeeper::kubernetes {

/// What a node adds to its desired state.
struct Circumstances {
    model::PerComponent<Cures> cures;
    model::PerComponent<LinkEnds> link_ends;
};

/// One for each item of key material, file, image and object of artefacts(), in their order. Never a secret. The places of fields
/// are still to be filled in (spec/places.hpp).
[[nodiscard]] std::vector<model::Explanation> explanations(const model::DesiredState& desired,
                                                           const Circumstances& circumstances);

}  // namespace planekeeper::kubernetes
