#include "components/key_files.hpp"
#include "facts/resource_facts.hpp"
#include "facts/version_facts.hpp"
#include "spec/network.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

namespace {

void set_if_empty(std::string& field, std::string value) {
    if (field.empty()) field = std::move(value);
}

/// What depends on the version and can only be said of a supported one.
void apply_version_defaults(model::DesiredState& state, const Environment& environment, const Findings& findings) {
    const auto& facts = kubernetes::version_facts(state.version);
    state.default_taints = !findings.has("spec.taints");
    if (state.default_taints) state.taints = facts.control_plane_taints;
    if (!findings.has("spec.apiserver.admissionPlugins")) {
        state.apiserver.admission_plugins = facts.admission_plugins;
        // Without a policy object the plugin would refuse every pod.
        if (state.policies.pods == model::PodPolicy::none)
            std::erase(state.apiserver.admission_plugins, "PodSecurityPolicy");
    }
    if (!findings.has("spec.apiserver.resources.limits.memory")) {
        state.component(model::ComponentId::api_server).resources.memory_limit =
            kubernetes::memory_limit(state.version.minor);
    }
    for (auto& [id, component] : state.components) {
        auto* const url = std::get_if<model::BinaryUrl>(&component.image.source);
        if (url != nullptr)
            set_if_empty(url->url, kubernetes::release_url(id, state.version, environment.architecture));
    }
}

}  // namespace

void apply_defaults(model::DesiredState& state, const Environment& environment, const Findings& findings) {
    const auto file = [&](kubernetes::PkiFile name) { return pki_file(state, name); };
    set_if_empty(state.etcd.ca_file, file(kubernetes::PkiFile::authority_certificate));
    set_if_empty(state.etcd.certificate_file, file(kubernetes::PkiFile::server_certificate));
    set_if_empty(state.etcd.key_file, file(kubernetes::PkiFile::server_key));
    if (state.encryption) set_if_empty(state.encryption->file, file(kubernetes::PkiFile::encryption_config));
    if (auto& webhook = state.authorization_webhook) {
        set_if_empty(webhook->certificate_authority, file(kubernetes::PkiFile::authority_certificate));
        set_if_empty(webhook->client_certificate, file(kubernetes::PkiFile::server_certificate));
        set_if_empty(webhook->client_key, file(kubernetes::PkiFile::server_key));
    }
    // planekeeper makes the kubeconfig by default only when it may issue the certificate in it.
    const bool says_nothing = !findings.has("spec.adminKubeconfig") && state.pki.mode == model::PkiMode::managed;
    if (says_nothing) state.admin_kubeconfig.emplace();
    if (auto& kubeconfig = state.admin_kubeconfig) {
        set_if_empty(kubeconfig->file, std::string{kubernetes::admin_kubeconfig_file});
        set_if_empty(kubeconfig->server, https_server(state.address, state.apiserver.port));
    }
    if (kubernetes::supported(state.version)) apply_version_defaults(state, environment, findings);
}

}  // namespace planekeeper::spec
