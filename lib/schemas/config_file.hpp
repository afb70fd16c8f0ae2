#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"

namespace planekeeper::schemas {

/// True when judge_config_file() knows the file of this flag. `flag` has no leading dashes.
[[nodiscard]] bool is_judged(std::string_view flag);

/// The flaws of a configuration file for kube-apiserver of one minor: an apiVersion or kind that kube-apiserver does
/// not read, everything that its loader or validation refuses, and unknown keys. Also judges the plugin configurations
/// in an AdmissionConfiguration. Expressions (CEL) are not compiled. Precondition: is_judged(flag), and the document is
/// a map.
[[nodiscard]] std::vector<Flaw> judge_config_file(std::string_view flag, const nlohmann::json& document, int minor);

}  // namespace planekeeper::schemas
