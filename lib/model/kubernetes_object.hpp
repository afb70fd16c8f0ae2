#pragma once

#include <string>
#include <string_view>

namespace planekeeper::model {

/// One object of the Kubernetes API as planekeeper applies it.
struct KubernetesObject {
    std::string kind;  ///< "PodSecurityPolicy"
    std::string name;
    std::string api_path;  ///< "/apis/policy/v1beta1/podsecuritypolicies/default"
    std::string json;      ///< the applied configuration, canonical JSON: only the fields that planekeeper owns
    std::string_view field = {};   ///< of the desired state, that asks for it
    std::string_view reason = {};  ///< what it is for, in a clause
    friend bool operator==(const KubernetesObject&, const KubernetesObject&) = default;
};

}  // namespace planekeeper::model
