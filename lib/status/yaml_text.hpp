#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace planekeeper::status {

/// A JSON record as block-style YAML with the same fields in the same order. Every string is double-quoted the JSON
/// way, which YAML reads alike, unless it is plain beyond doubt. Error: invalid (not JSON).
[[nodiscard]] Result<std::string> yaml_from_json(std::string_view json);

}  // namespace planekeeper::status
