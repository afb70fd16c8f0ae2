#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace planekeeper::model {

/// The kinds of thing that planekeeper keeps.
enum class ResourceKind {
    desired_state,  ///< the file itself
    directory,
    key_material,  ///< a key with its certificate, the encryption config, a kubeconfig: made once, then kept
    file,          ///< a rendered file
    image,
    static_pod,  ///< a manifest in the kubelet's directory
    api_server,  ///< the running container and its health
    component,   ///< the same for another component of the control plane
    kubernetes_object,
    node_taints,
    node_labels,
    kubernetes_version,  ///< the step from the running version to the declared one
    rehearsal,           ///< a trial of a generation before it replaces a running one
    pod_sandbox,         ///< a leftover sandbox of a component's pod
    kubelet,             ///< only when it must be restarted
    clock,               ///< only when it is not trusted
};

/// CamelCase as status prints it: "KeyMaterial". A kind without a line does not compile.
[[nodiscard]] constexpr std::string_view to_string(ResourceKind kind) noexcept {
    switch (kind) {
        case ResourceKind::desired_state: return "DesiredState";
        case ResourceKind::directory: return "Directory";
        case ResourceKind::key_material: return "KeyMaterial";
        case ResourceKind::file: return "File";
        case ResourceKind::image: return "Image";
        case ResourceKind::static_pod: return "StaticPod";
        case ResourceKind::api_server: return "APIServer";
        case ResourceKind::component: return "Component";
        case ResourceKind::kubernetes_object: return "KubernetesObject";
        case ResourceKind::node_taints: return "NodeTaints";
        case ResourceKind::node_labels: return "NodeLabels";
        case ResourceKind::kubernetes_version: return "KubernetesVersion";
        case ResourceKind::rehearsal: return "Rehearsal";
        case ResourceKind::pod_sandbox: return "PodSandbox";
        case ResourceKind::kubelet: return "Kubelet";
        case ResourceKind::clock: return "Clock";
    }
    return {};
}

/// nullopt: this program does not know the kind.
[[nodiscard]] constexpr std::optional<ResourceKind> kind_from(std::string_view text) noexcept {
    for (int number = 0; !to_string(static_cast<ResourceKind>(number)).empty(); ++number) {
        if (to_string(static_cast<ResourceKind>(number)) == text) return static_cast<ResourceKind>(number);
    }
    return std::nullopt;
}

struct ResourceId {
    ResourceKind kind = ResourceKind::file;
    std::string name;  ///< path, item name or "Kind/name"; unique within the kind
    friend auto operator<=>(const ResourceId&, const ResourceId&) = default;
};

/// "KeyMaterial/ca"
[[nodiscard]] std::string to_string(const ResourceId& id);

enum class State {
    ready,        ///< as desired
    progressing,  ///< being changed or starting
    pending,      ///< waits for something else; the reason names it
    degraded,     ///< works, but somebody should look
    failed,       ///< not as desired and the last attempt failed
    unknown,      ///< not looked at yet
};

/// "Ready", "Progressing", …
[[nodiscard]] std::string_view to_string(State state) noexcept;

}  // namespace planekeeper::model
