#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// The configuration files that components read and planekeeper renders. None of them holds a secret.

namespace planekeeper::kubernetes {

struct ConfigFile {
    std::string_view artefact;  ///< its name in `planekeeper render`
    std::string_view field;     ///< of the desired-state file, that its path follows from
    std::string path;
    std::string content;
};

/// What this desired state and its version call for, in the order in which they are written: a file comes after those
/// that it names. planekeeper renders no file for a flag that the user sets or removes.
[[nodiscard]] std::vector<ConfigFile> config_files(model::ComponentId id, const model::DesiredState& desired);

/// apiserver.config.k8s.io/v1 AdmissionConfiguration with the defaults of Pod Security. What the PodSecurityPolicy of
/// older minors lets pass (privileged pods) stays allowed, and what is above the level baseline is named in a warning
/// to the client and in the audit log; namespaces ask for more with their labels.
[[nodiscard]] std::string admission_configuration();

/// apiserver.config.k8s.io/v1 AuthorizationConfiguration: the modes in their order, and the webhook as the flags of
/// older minors set it. Precondition: authorization_webhook is declared.
[[nodiscard]] std::string authorization_configuration(const model::DesiredState& desired);

/// Kinds of the files that some minors take (facts/config_kind_facts.hpp).
inline constexpr std::string_view authorization_kind = "AuthorizationConfiguration";
inline constexpr std::string_view pod_security_kind = "PodSecurityConfiguration";

/// Where the admission configuration lies on the node.
inline constexpr std::string_view admission_configuration_file = "/etc/kubernetes/config/admission.yaml";

/// True when this API server gets --admission-control-config-file with planekeeper's file.
[[nodiscard]] bool uses_admission_configuration(const model::DesiredState& desired);
/// True when the declared webhook goes into --authorization-config and not into --authorization-mode and the
/// --authorization-webhook flags. These exclude each other (kubernetes pkg/kubeapiserver/options/authorization.go).
[[nodiscard]] bool uses_authorization_configuration(const model::DesiredState& desired);
[[nodiscard]] std::string authorization_configuration_file(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
