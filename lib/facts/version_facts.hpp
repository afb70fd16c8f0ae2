#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"
#include "model/desired_state.hpp"

// The defaults of a desired state that depend on its Kubernetes version. They come from the tables of this room, which
// name their sources; nothing outside of this room depends on a version.

namespace planekeeper::kubernetes {

[[nodiscard]] bool supported(const model::KubernetesVersion& version);
/// "v1.20 to v1.37" for messages.
[[nodiscard]] std::string supported_versions();

struct VersionFacts {
    std::vector<std::string> admission_plugins;  ///< those of the seed that the minor knows
    std::map<std::string, bool> feature_gates;   ///< rendered when the user says nothing
    std::map<std::string, bool> runtime_config;
    std::vector<model::Taint> control_plane_taints;
    /// Taints that an older minor gave its node and this one does not.
    std::vector<model::Taint> former_taints;
    std::vector<std::string> control_plane_labels;  ///< keys; their values are empty
    bool has_pod_security_policy = true;
};

/// Precondition: supported(version).
[[nodiscard]] const VersionFacts& version_facts(const model::KubernetesVersion& version);

/// "https://dl.k8s.io/v1.20.1/bin/linux/arm64/kube-apiserver"
[[nodiscard]] std::string release_url(model::ComponentId id, const model::KubernetesVersion& version,
                                      std::string_view architecture);

}  // namespace planekeeper::kubernetes
