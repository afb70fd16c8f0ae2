#pragma once

#include <span>
#include <string_view>

#include "facts/minors.hpp"

namespace planekeeper::kubernetes {

/// The default memory of a kube-apiserver of these minors: an OOM kill is an outage.
struct MemoryFact {
    Minors minors;
    std::string_view limit;     ///< a Kubernetes quantity
    std::string_view measured;  ///< the measured use, below the limit
    std::string_view source;
};
[[nodiscard]] std::span<const MemoryFact> memory_facts();

/// Precondition: a supported minor.
[[nodiscard]] std::string_view memory_limit(int minor);

}  // namespace planekeeper::kubernetes
