#include "upgrades/version_step.hpp"

#include "facts/plugin_facts.hpp"
#include "facts/release_facts.hpp"
#include "facts/version_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;

/// The architecture of the default download; nullopt when the user gives another address.
std::optional<std::string> default_download(model::ComponentId id, const std::string& url,
                                            const model::KubernetesVersion& version) {
    for (const auto& known : server_architectures()) {
        if (url == release_url(id, version, known.name)) return std::string{known.name};
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> default_plugins_of(const DesiredState& desired) {
    auto plugins = version_facts(desired.version).admission_plugins;
    if (desired.policies.pods == model::PodPolicy::none) std::erase(plugins, pod_security_policy_plugin);
    return plugins;
}

DesiredState at_version(const DesiredState& desired, const model::KubernetesVersion& version) {
    auto state = desired;
    state.version = version;
    if (desired.apiserver.admission_plugins == default_plugins_of(desired)) {
        state.apiserver.admission_plugins = default_plugins_of(state);
    }
    if (desired.taints == version_facts(desired.version).control_plane_taints) {
        state.taints = version_facts(version).control_plane_taints;
    }
    for (auto& [id, component] : state.components) {
        auto* const download = std::get_if<model::BinaryUrl>(&component.image.source);
        if (download == nullptr) continue;
        if (const auto architecture = default_download(id, download->url, desired.version)) {
            *download = {.url = release_url(id, version, *architecture)};
        }
    }
    return state;
}

}  // namespace planekeeper::kubernetes
