#include "components/config_files.hpp"

#include "components/apiserver_files.hpp"
#include "components/command_line.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

std::string authorization_configuration_file(const model::DesiredState& desired) {
    return directory_of(desired.authorization_webhook->config_file) + "/authorizers.yaml";
}

std::vector<ConfigPath> config_paths(const model::DesiredState& desired) {
    std::vector<ConfigPath> paths;
    if (desired.authorization_webhook) {
        paths.push_back({"authorization-webhook", "spec.authorizationWebhook.configFile",
                         desired.authorization_webhook->config_file});
    }
    if (uses_authorization_configuration(desired)) {
        paths.push_back({"authorization-configuration", "spec.authorizationWebhook.configFile",
                         authorization_configuration_file(desired)});
    }
    if (desired.apiserver.audit.enabled) {
        paths.push_back({"audit-policy", "spec.apiserver.audit.policyFile", desired.apiserver.audit.policy_file});
    }
    if (uses_admission_configuration(desired)) {
        paths.push_back({"admission-configuration", "spec.policies.pods", std::string{admission_configuration_file}});
    }
    return paths;
}

std::vector<ConfigFile> config_files(const model::DesiredState& desired) {
    const auto content_of = [&](std::string_view artefact) {
        if (artefact == "authorization-webhook") return authorization_webhook_config(desired);
        if (artefact == "authorization-configuration") return authorization_configuration(desired);
        if (artefact == "audit-policy") return audit_policy(desired);
        return admission_configuration();
    };
    std::vector<ConfigFile> files;
    for (auto& [artefact, field, path] : config_paths(desired)) {
        files.push_back({artefact, field, std::move(path), content_of(artefact)});
    }
    return files;
}

}  // namespace planekeeper::kubernetes
