#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

namespace planekeeper::schemas {

/// Judges static pods as the kubelet of one minor does: the API's schema, what its validation refuses beyond that
/// (kubernetes pkg/apis/core/validation ValidatePodCreate), what only static pods may not have (pkg/kubelet/config).
/// One thing it is stricter in: the kubelet drops an unknown key without a word, here it is a flaw.
class PodRules {
public:
    explicit PodRules(int minor);

    /// All that is wrong, in the order of the paths. Precondition: a map with apiVersion v1 and kind Pod.
    [[nodiscard]] std::vector<Flaw> judge(const nlohmann::json& pod) const;

private:
    int minor_;
    Schema schema_;
};

}  // namespace planekeeper::schemas
