#pragma once

#include <vector>

#include "model/origin.hpp"
#include "spec/desired_state_file.hpp"

namespace planekeeper::spec {

/// Adds the place of each field that is an origin, or the default of a field that the file does not have.
void locate(std::vector<model::Explanation>& explanations, const Places& places);

}  // namespace planekeeper::spec
