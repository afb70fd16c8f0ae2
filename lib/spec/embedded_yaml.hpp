#pragma once

#include <string>

#include "model/desired_state.hpp"
#include "schemas/pod.hpp"
#include "spec/reader.hpp"

// Checks YAML texts inside the file. planekeeper publishes them unchanged, so their readers must accept them.

namespace planekeeper::spec {

/// A static pod: one readable document that the kubelet accepts.
void check_pod(const Value& value, const std::string& text, const schemas::PodRules& rules);

/// An audit.k8s.io Policy that kube-apiserver of this minor reads as the author meant.
void check_audit_policy(const Value& value, const std::string& text, int minor);

/// The minor whose rules count: the version's own, the newest when planekeeper does not know it.
[[nodiscard]] int judging_minor(const model::KubernetesVersion& version);

}  // namespace planekeeper::spec
