#pragma once

#include <optional>
#include <string_view>

namespace planekeeper::kubernetes {

/// A Kubernetes quantity in its base unit, cores or bytes: "500m" is 0.5, "384Mi" 402653184 (apimachinery
/// pkg/api/resource). nullopt: not a quantity, or a negative one.
[[nodiscard]] std::optional<long double> quantity(std::string_view text);

}  // namespace planekeeper::kubernetes
