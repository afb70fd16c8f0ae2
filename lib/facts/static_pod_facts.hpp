#pragma once

#include <span>
#include <string_view>

#include "facts/minors.hpp"

namespace planekeeper::kubernetes {

/// A field that any pod may have, and that the kubelet refuses in a pod which it reads from a file.
struct StaticPodFact {
    std::string_view definition;  ///< of the API: "PodSpec"
    std::string_view field;
    std::string_view what;  ///< that a static pod may not refer to
    Minors refused;
    std::string_view instead = {};
};

/// kubernetes pkg/kubelet/config/common.go, pkg/api/pod/util.go HasAPIObjectReference (gate
/// PreventStaticPodAPIReferences, on by default from v1.34 on).
[[nodiscard]] std::span<const StaticPodFact> static_pod_facts();

}  // namespace planekeeper::kubernetes
