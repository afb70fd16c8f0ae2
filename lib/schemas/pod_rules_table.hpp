#pragma once

#include "schemas/rules.hpp"

namespace planekeeper::schemas {

/// What the API's validation refuses in a pod beyond its schema.
[[nodiscard]] Rules pod_rules();

}  // namespace planekeeper::schemas
