#pragma once

#include <string>

#include "model/component.hpp"

namespace planekeeper::kubernetes {

/// The name of a pod. The mirror of a static pod adds the node's name at the end.
struct PodName {
    std::string name_space;
    std::string name;
};

/// "kube-system/kube-apiserver"
[[nodiscard]] std::string to_string(const PodName& pod);

/// The pod of a component's manifest.
[[nodiscard]] PodName pod_of(model::ComponentId id);

}  // namespace planekeeper::kubernetes
