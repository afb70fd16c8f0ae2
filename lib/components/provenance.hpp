#pragma once

#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"
#include "model/origin.hpp"

// The origins of everything that planekeeper writes, for `planekeeper why`.

namespace planekeeper::kubernetes {

/// Facts that a node adds to its desired state.
struct Circumstances {
    model::PerComponent<Cures> cures;
    model::PerComponent<LinkEnds> link_ends;
};

/// One entry for each key-material item, file, image and object of artefacts(), in the same order. No entry holds a secret. The
/// caller adds the places of fields (spec/places.hpp).
[[nodiscard]] std::vector<model::Explanation> explanations(const model::DesiredState& desired,
                                                           const Circumstances& circumstances);

}  // namespace planekeeper::kubernetes
