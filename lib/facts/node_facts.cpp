#include "facts/node_facts.hpp"

#include <array>

#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr auto pods = std::to_array<PodFact>({
    {seccomp_annotation, seccomp_annotation_minors,
     "the kubelet reads the annotation of a static pod; a later one leaves such a pod unconfined",
     "kubernetes pkg/kubelet/kuberuntime/helpers.go"},
    {"spec.securityContext.seccompProfile",
     {20, still},
     "the kubelet reads the field; written for every minor",
     "kubernetes pkg/kubelet/kuberuntime/helpers.go"},
    {"references to API objects",
     {34, still},
     "the kubelet refuses a static pod that names a secret, config map, service account, claim or CSI volume",
     "gate PreventStaticPodAPIReferences"},
    {"cgroup v1",
     {35, still},
     "the kubelet refuses to start on it unless failCgroupV1 is false",
     "kubernetes CHANGELOG-1.35"},
});

constexpr auto paths = std::to_array<HealthPath>({
    {"/livez", {20, still}, "200 or 500; a running server's stays 200 although secrets cannot be decrypted"},
    {"/readyz", {20, still}, "200 or 500; 500 until every informer has synced"},
    {"/healthz", {20, still}, "deprecated since v1.16, not used"},
});

}  // namespace

std::span<const NodeMark> node_marks() { return measured::kube_apiserver::node_marks; }

std::span<const PodFact> pod_facts() { return pods; }

std::span<const HealthPath> health_paths() { return paths; }

}  // namespace planekeeper::kubernetes
