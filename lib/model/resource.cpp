#include "model/resource.hpp"

namespace planekeeper::model {

std::string_view to_string(ResourceKind kind) noexcept {
    switch (kind) {
        case ResourceKind::desired_state: return "DesiredState";
        case ResourceKind::directory: return "Directory";
        case ResourceKind::key_material: return "KeyMaterial";
        case ResourceKind::file: return "File";
        case ResourceKind::image: return "Image";
        case ResourceKind::static_pod: return "StaticPod";
        case ResourceKind::api_server: return "APIServer";
        case ResourceKind::kubernetes_object: return "KubernetesObject";
        case ResourceKind::node_taints: return "NodeTaints";
        case ResourceKind::node_labels: return "NodeLabels";
        case ResourceKind::kubernetes_version: return "KubernetesVersion";
        case ResourceKind::rehearsal: return "Rehearsal";
        case ResourceKind::pod_sandbox: return "PodSandbox";
        case ResourceKind::kubelet: return "Kubelet";
        case ResourceKind::clock: return "Clock";
    }
    return "Unknown";
}

std::string to_string(const ResourceId& id) { return std::string{to_string(id.kind)} + "/" + id.name; }

std::string_view to_string(State state) noexcept {
    switch (state) {
        case State::ready: return "Ready";
        case State::progressing: return "Progressing";
        case State::pending: return "Pending";
        case State::degraded: return "Degraded";
        case State::failed: return "Failed";
        case State::unknown: return "Unknown";
    }
    return "Unknown";
}

}  // namespace planekeeper::model
