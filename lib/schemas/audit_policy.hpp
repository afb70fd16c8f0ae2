#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "schemas/flaw.hpp"

namespace planekeeper::schemas {

/// The flaws of an audit policy for kube-apiserver of one minor (k8s.io/apiserver pkg/apis/audit/v1/types.go and
/// validation). Before v1.31 kube-apiserver silently drops a misspelt key, so a rule without its condition matches
/// everything; from v1.31 on it writes a line in the log. Here such a key is a flaw. Precondition: a map of kind
/// Policy.
[[nodiscard]] std::vector<Flaw> judge_audit_policy(const nlohmann::json& policy, int minor);

}  // namespace planekeeper::schemas
