#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"

namespace planekeeper::schemas {

/// True when judge_config_file() knows what the file of this flag may hold. `flag` is without dashes in front.
[[nodiscard]] bool is_judged(std::string_view flag);

/// What is wrong with a configuration file for kube-apiserver of one minor: an apiVersion or kind that it does not
/// read, what its loader or validation refuses, and unknown keys. What an AdmissionConfiguration holds for its plugins is
/// judged, too. Expressions (CEL) are not compiled. Precondition: is_judged(flag), and the document is a map.
[[nodiscard]] std::vector<Flaw> judge_config_file(std::string_view flag, const nlohmann::json& document, int minor);

}  // namespace planekeeper::schemas
