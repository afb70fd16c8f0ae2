#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "schemas/flaw.hpp"

namespace planekeeper::schemas {

/// What is wrong with an audit policy for kube-apiserver of one minor (k8s.io/apiserver pkg/apis/audit/v1/types.go and
/// validation). Before v1.31 a misspelt key is dropped without a word, and a rule without its condition matches all;
/// from then on it is a line in the log. Here it is a flaw. Precondition: a map of kind Policy.
[[nodiscard]] std::vector<Flaw> judge_audit_policy(const nlohmann::json& policy, int minor);

}  // namespace planekeeper::schemas
