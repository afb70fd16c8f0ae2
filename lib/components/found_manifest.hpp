#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/desired_state.hpp"

namespace planekeeper::kubernetes {

/// The contents of a component's manifest that planekeeper finds, whoever wrote it.
struct FoundManifest {
    std::string image;
    /// The version in the image's tag.
    std::optional<model::KubernetesVersion> version;
    /// The generation, when an earlier planekeeper wrote the manifest; empty: somebody else did.
    std::string generation;
    std::vector<std::string> flags;  ///< "--name=value", unchanged, from the container's command and arguments
    std::string bind_address = "0.0.0.0";
    std::uint16_t port = 0;  ///< the component's default when no flag sets a port
    friend bool operator==(const FoundManifest&, const FoundManifest&) = default;
};

/// nullopt: the text is no manifest of a static pod with a container or a program of the component's name.
[[nodiscard]] std::optional<FoundManifest> found_manifest(model::ComponentId id, const std::string& text);

}  // namespace planekeeper::kubernetes
