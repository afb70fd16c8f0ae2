#pragma once

#include <string>

namespace planekeeper::model {

/// One object of the Kubernetes API as planekeeper applies it.
struct KubernetesObject {
    std::string kind;      ///< "PodSecurityPolicy"
    std::string name;      ///< "default"; in a namespace "kube-system/default"
    std::string api_path;  ///< "/apis/policy/v1beta1/podsecuritypolicies/default"
    std::string json;      ///< the applied configuration, canonical JSON: only the fields that planekeeper owns
    friend bool operator==(const KubernetesObject&, const KubernetesObject&) = default;
};

}  // namespace planekeeper::model
