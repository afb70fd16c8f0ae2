#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace planekeeper::text {

/// Canonical YAML of one document with a newline at the end: block style, two spaces, keys in the given order. A string
/// is quoted unless every reader of YAML 1.1 and 1.2 takes the bare word for the same string. Rendered files are
/// compared byte for byte, so a change of this format restarts every API server.
[[nodiscard]] std::string yaml_text(const nlohmann::ordered_json& document);

/// As yaml_text(), for a document in JSON. Error: invalid (not JSON).
[[nodiscard]] Result<std::string> yaml_from_json(std::string_view json);

/// True when a string may stand without quotes.
[[nodiscard]] bool is_plain_yaml(std::string_view text);

}  // namespace planekeeper::text
