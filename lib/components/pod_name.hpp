#pragma once

#include <string>

#include "model/component.hpp"

namespace planekeeper::kubernetes {

/// What a pod is known by; a static pod's mirror has the node's name behind it.
struct PodName {
    std::string name_space;
    std::string name;
};

/// "kube-system/kube-apiserver"
[[nodiscard]] std::string to_string(const PodName& pod);

/// The pod of a component's manifest.
[[nodiscard]] PodName pod_of(model::ComponentId id);

}  // namespace planekeeper::kubernetes
