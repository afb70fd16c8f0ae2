#include "kubernetes/version_facts.hpp"

#include <array>
#include <cstddef>

namespace planekeeper::kubernetes {

namespace {

struct Row {
    int minor = 0;
    VersionFacts facts;
};

/// kubeadm and the seed taint the node of v1.20 like this (kubernetes cmd/kubeadm/app/constants, v1.20.1); the effect
/// is spelled as the API has it.
const model::Taint master_taint{.key = "node-role.kubernetes.io/master", .value = "", .effect = "NoSchedule"};

/// One row per minor, oldest first, without gaps.
const std::array<Row, newest_minor - oldest_minor + 1>& rows() {
    static const std::array<Row, newest_minor - oldest_minor + 1> table{{
        {.minor = 20,
         .facts =
             {
                 // The hand-made procedure's --enable-admission-plugins, all known to v1.20 (`kube-apiserver --help` of
                 // v1.20.1). All but NodeRestriction and PodSecurityPolicy are on by default; naming them does no harm.
                 .admission_plugins = {"NamespaceLifecycle", "NodeRestriction", "LimitRanger", "ServiceAccount",
                                       "DefaultStorageClass", "ResourceQuota", "RuntimeClass", "PodSecurityPolicy"},
                 // The hand-made procedure's --feature-gates: APF is beta and on in 1.20 and its bootstrap fails on
                 // slow boards (kubernetes/kubernetes#97525).
                 .feature_gates = {{"APIPriorityAndFairness", false}},
                 // The hand-made procedure's --runtime-config: TokenReview v1beta1 is served through 1.21
                 // (kubernetes CHANGELOG-1.22).
                 .runtime_config = {{"authentication.k8s.io/v1beta1", true}},
                 // "master" alone through 1.23, both taints in 1.24, "control-plane" alone from 1.25 (KEP-2067).
                 .control_plane_taints = {master_taint},
                 // policy/v1beta1 PodSecurityPolicy is served through 1.24 (kubernetes CHANGELOG-1.25).
                 .has_pod_security_policy = true,
                 // Deprecated in 1.19, removed in 1.22 (kubernetes/kubernetes#101178).
                 .has_kubelet_https_flag = true,
             }},
    }};
    return table;
}

}  // namespace

bool supported(const model::KubernetesVersion& version) {
    return version.major == 1 && version.minor >= oldest_minor && version.minor <= newest_minor;
}

std::string supported_versions() {
    const auto oldest = "v1." + std::to_string(oldest_minor);
    const auto newest = "v1." + std::to_string(newest_minor);
    return oldest == newest ? oldest : oldest + " to " + newest;
}

const VersionFacts& version_facts(const model::KubernetesVersion& version) {
    return rows().at(static_cast<std::size_t>(version.minor - oldest_minor)).facts;
}

std::string release_url(const model::KubernetesVersion& version, std::string_view architecture) {
    // https://kubernetes.io/releases/download/#binaries; v1.20.1 is there for linux/arm64 and linux/amd64.
    return "https://dl.k8s.io/" + model::to_string(version) + "/bin/linux/" + std::string{architecture} +
           "/kube-apiserver";
}

}  // namespace planekeeper::kubernetes
