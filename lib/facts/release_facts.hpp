#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"

// What the Kubernetes project publishes for a release, and where.

namespace planekeeper::kubernetes {

/// VERSION is "v1.25.4", ARCH Go's name of the architecture.
struct ReleaseFact {
    std::string_view what;
    std::string_view where;
    Minors minors;
    std::string_view source;
};
[[nodiscard]] std::span<const ReleaseFact> release_facts();

/// Architectures for which there is a kube-apiserver.
struct ServerArchitecture {
    std::string_view name;
    Minors minors;
    std::string_view source;
};
[[nodiscard]] std::span<const ServerArchitecture> server_architectures();
[[nodiscard]] bool has_server(std::string_view architecture, int minor);

/// A behaviour of Kubernetes that changes with a minor although the flags stay the same.
struct BehaviourChange {
    int minor = 0;
    std::string_view what;
    std::string_view source;
};
[[nodiscard]] std::span<const BehaviourChange> behaviour_changes();

}  // namespace planekeeper::kubernetes
