#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/desired_state.hpp"
#include "model/resource.hpp"

// What `planekeeper render` can show, by name, from the desired state alone. Never a secret.

namespace planekeeper::kubernetes {

struct Artefact {
    std::string name;
    /// What has these bytes; nullopt: a view of one that another artefact is, or of several objects of the API.
    std::optional<model::ResourceId> resource;
    /// The bytes as planekeeper would write them. What only the node knows is shown by a placeholder that keeps the text
    /// valid: the image tag "known-after-build", a generation of zeros, and "<masked>" for key material.
    std::function<std::string(const model::DesiredState&)> render;
};

/// What this desired state declares: always "manifest" and "flags"; as declared, "containerfile", "encryption-config",
/// "authorization-webhook", "audit-policy", "policies" and "kubeconfig"; where the version calls for them,
/// "authorization-configuration" and "admission-configuration"; of another component than the API server with its name in
/// front ("kube-scheduler-manifest"). In the order in which planekeeper writes them; what is applied through the API, and what is for people, last.
[[nodiscard]] std::vector<Artefact> artefacts(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
