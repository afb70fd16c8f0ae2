#pragma once

#include "schemas/rules.hpp"

namespace planekeeper::schemas {

/// Rules of the API's validation of a pod beyond its schema.
[[nodiscard]] Rules pod_rules();

}  // namespace planekeeper::schemas
