#pragma once

#include <vector>

#include "model/origin.hpp"
#include "spec/desired_state_file.hpp"

namespace planekeeper::spec {

/// Fills in where each field stands that is the origin of something, or, for one that the file has not, what its default is.
void locate(std::vector<model::Explanation>& explanations, const Places& places);

}  // namespace planekeeper::spec
