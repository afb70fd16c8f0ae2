#pragma once

#include <string>

#include "plan/draft.hpp"

namespace planekeeper::plan {

/// Where the manifest of kube-apiserver is published.
[[nodiscard]] std::string manifest_path(const model::DesiredState& desired);

/// What the API server is started with, of this state and image. Its id follows from all of it; while something is not
/// known, such as key material, the target says what.
[[nodiscard]] Target generation_of(const Draft& draft, const model::DesiredState& desired, const std::string& image);

}  // namespace planekeeper::plan
