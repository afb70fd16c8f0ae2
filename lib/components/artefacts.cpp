#include "components/artefacts.hpp"

#include <algorithm>
#include <array>

#include "components/config_files.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;

struct Artefact {
    std::string_view name;
    bool (*declared)(const DesiredState&);
    std::string (*render)(const DesiredState&);
};

std::string manifest(const DesiredState& desired) {
    return apiserver_manifest(desired, {.image_reference = desired.image.name + ":known-after-build",
                                        .generation = Digest::from_hex(std::string(64, '0'))});
}

std::string flags(const DesiredState& desired) {
    std::string lines;
    for (const auto& flag : apiserver_flags(desired, {})) lines += flag + "\n";
    return lines;
}

std::string kubeconfig_of_admin(const DesiredState& desired) {
    return masked_kubeconfig({.server = desired.admin_kubeconfig->server, .user = "kubernetes-admin"});
}

constexpr bool always(const DesiredState& /*desired*/) { return true; }

/// In the order in which planekeeper writes them; the node's pod last but for what is applied through the API.
constexpr std::array artefacts{
    Artefact{"encryption-config", [](const DesiredState& desired) { return desired.encryption.has_value(); },
             [](const DesiredState& desired) {
                 return masked_encryption_config(*desired.encryption, "known-after-creation");
             }},
    Artefact{"authorization-webhook",
             [](const DesiredState& desired) { return desired.authorization_webhook.has_value(); },
             authorization_webhook_config},
    Artefact{"authorization-configuration", uses_authorization_configuration, authorization_configuration},
    Artefact{"audit-policy", [](const DesiredState& desired) { return desired.apiserver.audit.enabled; }, audit_policy},
    Artefact{"admission-configuration", uses_admission_configuration,
             [](const DesiredState& /*desired*/) { return admission_configuration(); }},
    // A ready image is not built.
    Artefact{"containerfile", [](const DesiredState& desired) { return !image_files(desired).empty(); }, containerfile},
    Artefact{"manifest", always, manifest},
    Artefact{"flags", always, flags},
    Artefact{"policies", [](const DesiredState& desired) { return !policy_objects(desired).empty(); }, policies_yaml},
    Artefact{"kubeconfig", [](const DesiredState& desired) { return desired.admin_kubeconfig.has_value(); },
             kubeconfig_of_admin},
};

}  // namespace

std::vector<std::string> artefact_names(const DesiredState& desired) {
    std::vector<std::string> names;
    for (const auto& artefact : artefacts) {
        if (artefact.declared(desired)) names.emplace_back(artefact.name);
    }
    return names;
}

Result<std::string> render_artefact(std::string_view name, const DesiredState& desired) {
    const auto found = std::ranges::find(artefacts, name, &Artefact::name);
    if (found == artefacts.end() || !found->declared(desired)) {
        return fail(ErrorKind::not_found, "this desired state has no artefact \"" + std::string{name} + "\"");
    }
    return found->render(desired);
}

}  // namespace planekeeper::kubernetes
