#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

namespace planekeeper::schemas {

/// Judges static pods as the kubelet of one minor does: by the API's schema, the API's further validation (kubernetes
/// pkg/apis/core/validation ValidatePodCreate) and the limits of static pods (pkg/kubelet/config). One rule is
/// stricter: the kubelet silently drops an unknown key, here it is a flaw.
class PodRules {
public:
    explicit PodRules(int minor);

    /// All flaws in the order of their paths. Precondition: a map with apiVersion v1 and kind Pod.
    [[nodiscard]] std::vector<Flaw> judge(const nlohmann::json& pod) const;

private:
    int minor_;
    Schema schema_;
};

}  // namespace planekeeper::schemas
