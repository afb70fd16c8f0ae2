#include "facts/static_pod_facts.hpp"

#include <array>

namespace planekeeper::kubernetes {

namespace {

constexpr Minors gated{34, still};
constexpr std::string_view host_file = "take a hostPath volume with a file of the node";

constexpr auto static_pod_table = std::to_array<StaticPodFact>({
    {"EnvFromSource", "configMapRef", "configmaps", gated, "write the variables out"},
    {"EnvFromSource", "secretRef", "secrets", gated, host_file},
    {"EnvVarSource", "configMapKeyRef", "configmaps", gated, "write the value out"},
    {"EnvVarSource", "secretKeyRef", "secrets", gated, host_file},
    {"PodSpec", "imagePullSecrets", "secrets", gated, "give the container runtime the registry's credentials"},
    {"PodSpec", "resourceClaims", "resourceclaims", gated},
    {"PodSpec", "serviceAccount", "serviceaccounts", gated, "give it a kubeconfig of the node"},
    {"PodSpec", "serviceAccountName", "serviceaccounts", gated, "give it a kubeconfig of the node"},
    {"Volume", "azureFile", "secrets", gated},
    {"Volume", "configMap", "configmaps", gated, host_file},
    {"Volume", "csi", "csidrivers", gated},
    {"Volume", "ephemeral", "persistentvolumeclaims", gated},
    {"Volume", "glusterfs", "endpoints", gated},
    {"Volume", "persistentVolumeClaim", "persistentvolumeclaims", gated},
    {"Volume", "secret", "secrets", gated, host_file},
    {"VolumeProjection", "clusterTrustBundle", "clustertrustbundles", gated},
    {"VolumeProjection", "configMap", "configmaps", gated, host_file},
    {"VolumeProjection", "podCertificate", "podcertificates", gated},
    {"VolumeProjection", "secret", "secrets", gated, host_file},
    {"VolumeProjection", "serviceAccountToken", "serviceaccounts", gated, "give it a kubeconfig of the node"},
});

}  // namespace

std::span<const StaticPodFact> static_pod_facts() { return static_pod_table; }

}  // namespace planekeeper::kubernetes
