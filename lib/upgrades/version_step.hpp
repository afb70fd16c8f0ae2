#pragma once

#include <optional>
#include <vector>

#include "model/desired_state.hpp"
#include "model/kubernetes_object.hpp"

// From the API server of one version to that of another: what has to happen before the program changes.

namespace planekeeper::kubernetes {

/// The same declaration for another version: what has the old version's default gets the new one's, all else stays.
/// Both versions are supported. A pinned digest of the default download is dropped with its address.
[[nodiscard]] model::DesiredState at_version(const model::DesiredState& desired,
                                             const model::KubernetesVersion& version);

/// As what the API server of `from` has to run first, with the image that it has; nullopt: nothing stands in the way.
/// PodSecurityPolicy: its plugin is off, because without it the objects can go and no pod is refused meanwhile. What
/// the user declares for the new version and `from` does not have is left out.
[[nodiscard]] std::optional<model::DesiredState> state_before_step(const model::DesiredState& desired,
                                                                   const model::KubernetesVersion& from);

/// Objects that planekeeper applies for `from` and not for the desired version, users before what they use: to be
/// deleted while `from` still serves them. The policy would be out of reach afterwards and stay in etcd (KEP-2579).
[[nodiscard]] std::vector<model::KubernetesObject> withdrawn_objects(const model::DesiredState& desired,
                                                                     const model::KubernetesVersion& from);

}  // namespace planekeeper::kubernetes
