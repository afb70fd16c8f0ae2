#pragma once

#include <string>

#include "plan/component_draft.hpp"

namespace planekeeper::plan {

/// What a component is started with, of this state and image. Its id follows from all of it; while something is not known,
/// such as key material, the target says what.
[[nodiscard]] Target generation_of(const ComponentDraft& component, const model::DesiredState& desired,
                                   const std::string& image);

}  // namespace planekeeper::plan
