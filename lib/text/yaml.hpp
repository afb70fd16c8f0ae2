#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace planekeeper::text {

/// Canonical YAML of one document, newline at the end: block style, two spaces, keys in the order given. A string is
/// quoted unless every reader of YAML 1.1 and 1.2 takes the bare word for the same string. Rendered files are compared by
/// their bytes: another way of writing starts every API server anew.
[[nodiscard]] std::string yaml_text(const nlohmann::ordered_json& document);

/// The same of a document that is there as JSON. Error: invalid (not JSON).
[[nodiscard]] Result<std::string> yaml_from_json(std::string_view json);

/// True when a string may stand without quotes.
[[nodiscard]] bool is_plain_yaml(std::string_view text);

}  // namespace planekeeper::text
