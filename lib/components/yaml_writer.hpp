#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace planekeeper::kubernetes {

/// Canonical YAML of one document, newline at the end: block style, two spaces, keys in the order given. A string is
/// quoted unless every reader of YAML 1.1 and 1.2 takes the bare word for the same string.
[[nodiscard]] std::string yaml_text(const nlohmann::ordered_json& document);

/// True when a string may stand without quotes.
[[nodiscard]] bool is_plain_yaml(std::string_view text);

}  // namespace planekeeper::kubernetes
