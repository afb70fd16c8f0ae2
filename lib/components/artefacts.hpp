#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/desired_state.hpp"

// What `planekeeper render` can show, by name, from the desired state alone. Never a secret.

namespace planekeeper::kubernetes {

/// Names of what this desired state declares: always "manifest" and "flags"; as declared, "containerfile",
/// "encryption-config", "authorization-webhook", "audit-policy", "policies" and "kubeconfig"; where the version calls for
/// them, "authorization-configuration" and "admission-configuration".
[[nodiscard]] std::vector<std::string> artefact_names(const model::DesiredState& desired);

/// The bytes as planekeeper would write them. What only the node knows is shown by a placeholder that keeps the text
/// valid: the image tag "known-after-build", a generation of zeros, and "<masked>" for key material. not_found: this
/// desired state has no artefact of that name.
[[nodiscard]] Result<std::string> render_artefact(std::string_view name, const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
