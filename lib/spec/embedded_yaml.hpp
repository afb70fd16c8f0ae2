#pragma once

#include <string>

#include "spec/reader.hpp"

// YAML that the file carries as text: planekeeper publishes it as it stands, so it only has to be what it claims to be.

namespace planekeeper::spec {

/// A static pod: one readable document, v1 Pod with a name. False: it is not, and reported.
bool check_pod(const Value& value, const std::string& text);

/// An audit.k8s.io Policy with at least one rule (kube-apiserver does not start with none).
void check_audit_policy(const Value& value, const std::string& text);

}  // namespace planekeeper::spec
