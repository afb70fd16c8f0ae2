#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// The configuration files that components read and planekeeper renders. None of them holds a secret.

namespace planekeeper::kubernetes {

struct ConfigFile {
    std::string_view artefact;  ///< its name in `planekeeper render`
    std::string_view field;     ///< the field of the desired-state file that decides the path
    std::string path;
    std::string content;
};

/// The files that this desired state and its version need, in the order in which planekeeper writes them. A file comes
/// after the files that it names. planekeeper renders no file for a flag that the user sets or removes.
[[nodiscard]] std::vector<ConfigFile> config_files(model::ComponentId id, const model::DesiredState& desired);

/// apiserver.config.k8s.io/v1 AdmissionConfiguration with the defaults of Pod Security. Pods that the
/// PodSecurityPolicy of older minors allows (privileged pods) stay allowed. Pods above the level baseline cause a warning
/// to the client and an entry in the audit log. Labels of a namespace set stricter levels.
[[nodiscard]] std::string admission_configuration();

/// apiserver.config.k8s.io/v1 AuthorizationConfiguration: the modes in their order, and the webhook as the flags of
/// older minors set it. Precondition: authorization_webhook is declared.
[[nodiscard]] std::string authorization_configuration(const model::DesiredState& desired);

/// Kinds of configuration files that only some minors accept (facts/config_kind_facts.hpp).
inline constexpr std::string_view authorization_kind = "AuthorizationConfiguration";
inline constexpr std::string_view pod_security_kind = "PodSecurityConfiguration";

/// The path of the admission configuration on the node.
inline constexpr std::string_view admission_configuration_file = "/etc/kubernetes/config/admission.yaml";

/// True when this API server gets --admission-control-config-file with planekeeper's file.
[[nodiscard]] bool uses_admission_configuration(const model::DesiredState& desired);
/// True when the declared webhook goes into --authorization-config and not into --authorization-mode and the
/// --authorization-webhook flags. These exclude each other (kubernetes pkg/kubeapiserver/options/authorization.go).
[[nodiscard]] bool uses_authorization_configuration(const model::DesiredState& desired);
[[nodiscard]] std::string authorization_configuration_file(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
