#pragma once

#include <string>

#include "model/desired_state.hpp"
#include "schemas/pod.hpp"
#include "spec/reader.hpp"

// YAML that the file carries as text: planekeeper publishes it as it stands, so who reads it there must take it.

namespace planekeeper::spec {

/// A static pod: one readable document that the kubelet accepts.
void check_pod(const Value& value, const std::string& text, const schemas::PodRules& rules);

/// An audit.k8s.io Policy that kube-apiserver of this minor reads as it is meant.
void check_audit_policy(const Value& value, const std::string& text, int minor);

/// The minor whose rules count: the version's own, the newest when planekeeper does not know it.
[[nodiscard]] int judging_minor(const model::KubernetesVersion& version);

}  // namespace planekeeper::spec
