#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/desired_state.hpp"

namespace planekeeper::kubernetes {

/// What a manifest of a component says that others wrote.
struct FoundManifest {
    std::string image;
    /// By the image's tag.
    std::optional<model::KubernetesVersion> version;
    /// Of the generation, when planekeeper wrote it in an earlier life; empty: it did not.
    std::string generation;
    std::vector<std::string> flags;  ///< "--name=value", as they stand, of the container's command and arguments
    std::string bind_address = "0.0.0.0";
    std::uint16_t port = 0;  ///< the component's default where no flag says another
    friend bool operator==(const FoundManifest&, const FoundManifest&) = default;
};

/// nullopt: no manifest of a static pod in which a program of the component's name runs.
[[nodiscard]] std::optional<FoundManifest> found_manifest(model::ComponentId id, const std::string& text);

}  // namespace planekeeper::kubernetes
