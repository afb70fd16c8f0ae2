#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// What changes with the Kubernetes version, as data. Each row names its source in version_facts.cpp.

namespace planekeeper::kubernetes {

/// The oldest and newest minor that planekeeper renders for.
inline constexpr int oldest_minor = 20;
inline constexpr int newest_minor = 20;

[[nodiscard]] bool supported(const model::KubernetesVersion& version);
/// "v1.20" for messages.
[[nodiscard]] std::string supported_versions();

struct VersionFacts {
    std::vector<std::string> admission_plugins;      ///< the seed's, as far as the minor knows them
    std::map<std::string, bool> feature_gates;       ///< rendered when the user says nothing
    std::map<std::string, bool> runtime_config;
    std::vector<model::Taint> control_plane_taints;
    bool has_pod_security_policy = true;
    bool has_kubelet_https_flag = true;
};

/// Precondition: supported(version).
[[nodiscard]] const VersionFacts& version_facts(const model::KubernetesVersion& version);

/// https://dl.k8s.io/<version>/bin/linux/<architecture>/kube-apiserver
[[nodiscard]] std::string release_url(const model::KubernetesVersion& version, std::string_view architecture);

}  // namespace planekeeper::kubernetes
