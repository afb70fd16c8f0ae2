#pragma once

#include <optional>
#include <string>
#include <vector>

namespace planekeeper::kubernetes {

/// What a pod is known by; a static pod's mirror has the node's name behind it.
struct PodName {
    std::string name_space;
    std::string name;
    friend bool operator==(const PodName&, const PodName&) = default;
};

/// "kube-system/kube-apiserver"
[[nodiscard]] std::string to_string(const PodName& pod);

/// Of a manifest's pod, in the namespace default when it names none, as the kubelet reads it. nullopt: a text without a
/// name, or no YAML.
[[nodiscard]] std::optional<PodName> pod_name(const std::string& manifest);

/// Names of the containers of a manifest's pod, without those that only prepare it.
[[nodiscard]] std::vector<std::string> container_names(const std::string& manifest);

/// The pod of apiserver_manifest().
extern const PodName apiserver_pod;

}  // namespace planekeeper::kubernetes
