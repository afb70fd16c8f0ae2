#pragma once

#include <string>

namespace planekeeper::kubernetes {

/// What a pod is known by; a static pod's mirror has the node's name behind it.
struct PodName {
    std::string name_space;
    std::string name;
};

/// "kube-system/kube-apiserver"
[[nodiscard]] std::string to_string(const PodName& pod);

/// The pod of apiserver_manifest().
extern const PodName apiserver_pod;

}  // namespace planekeeper::kubernetes
