#include "upgrades/version_step.hpp"

#include <algorithm>
#include <ranges>

#include "components/render.hpp"
#include "facts/fitting.hpp"
#include "facts/flag_rows.hpp"
#include "facts/plugin_facts.hpp"
#include "facts/release_facts.hpp"
#include "facts/version_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;

/// The architecture of the default download; nullopt when the user names an address of their own.
std::optional<std::string> default_download(model::ComponentId id, const std::string& url,
                                            const model::KubernetesVersion& version) {
    for (const auto& known : server_architectures()) {
        if (url == release_url(id, version, known.name)) return std::string{known.name};
    }
    return std::nullopt;
}

std::vector<std::string> default_plugins_of(const DesiredState& desired) {
    auto plugins = version_facts(desired.version).admission_plugins;
    if (desired.policies.pods == model::PodPolicy::none) std::erase(plugins, pod_security_policy_plugin);
    return plugins;
}

bool misfit(const Fitting& fitting) { return fitting.fate == Fate::refused || fitting.fate == Fate::unknown; }

void drop_what_is_too_new(model::ComponentId id, model::Component& component, int minor) {
    std::erase_if(component.flags, [&](const auto& flag) { return misfit(fit_flag(id, flag.first, minor)); });
    std::erase_if(component.extra_flags,
                  [&](const auto& flag) { return misfit(fit_flag(id, written_flag(flag).name, minor)); });
    std::erase_if(component.feature_gates,
                  [&](const auto& gate) { return misfit(fit_gate(gate.first, gate.second, minor)); });
}

void drop_what_is_too_new(model::ApiServer& apiserver, int minor) {
    std::erase_if(apiserver.runtime_config, [&](const auto& api) { return misfit(fit_api(api.first, minor)); });
    std::erase_if(apiserver.admission_plugins, [&](const auto& name) { return misfit(fit_plugin(name, minor)); });
}

}  // namespace

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

std::optional<DesiredState> state_before_step(const DesiredState& desired, const model::KubernetesVersion& from) {
    const bool loses_policies =
        version_facts(from).has_pod_security_policy && !version_facts(desired.version).has_pod_security_policy;
    if (!loses_policies) return std::nullopt;
    auto state = at_version(desired, from);
    for (auto& [id, component] : state.components) drop_what_is_too_new(id, component, from.minor);
    drop_what_is_too_new(state.apiserver, from.minor);
    state.policies.pods = model::PodPolicy::none;
    // An empty list would stand for the default one.
    if (state.apiserver.admission_plugins.empty()) state.apiserver.admission_plugins = default_plugins_of(state);
    std::erase(state.apiserver.admission_plugins, pod_security_policy_plugin);
    return state;
}

std::vector<model::KubernetesObject> withdrawn_objects(const DesiredState& desired,
                                                       const model::KubernetesVersion& from) {
    std::vector<model::KubernetesObject> withdrawn;
    const auto kept = api_objects(desired);
    for (const auto& object : api_objects(at_version(desired, from)) | std::views::reverse) {
        if (std::ranges::find(kept, object.api_path, &model::KubernetesObject::api_path) == kept.end()) {
            withdrawn.push_back(object);
        }
    }
    return withdrawn;
}

}  // namespace planekeeper::kubernetes
