#include "facts/plugin_facts.hpp"

#include <algorithm>
#include <array>

#include "facts/authored.hpp"
#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

/// What to do without a plugin that is gone.
struct AuthoredPlugin {
    std::string_view name;
    std::string_view instead;
    constexpr void add_to(PluginFact& row) const { row.instead = instead; }
};

constexpr auto authored_plugins = std::to_array<AuthoredPlugin>({
    {"DenyEscalatingExec", "delete it: a policy or an admission webhook refuses such pods"},
    {"DenyExecOnPrivileged", "delete it: a policy or an admission webhook refuses such pods"},
    {"JobValidation", "delete it"},
    {"PersistentVolumeLabel", "delete it: cloud controller managers label volumes"},
    {"PodGroupWorkloadExists", "delete it"},
    {"PodSecurityPolicy", "delete it: PodSecurity, on by itself, takes its place"},
    {"SecurityContextDeny", "delete it: PodSecurity at the level restricted forbids more"},
});

constexpr auto plugin_table = with_authored<measured::kube_apiserver::plugins, authored_plugins>();

}  // namespace

std::string_view plugin_source() { return measured::kube_apiserver::source_of_plugins; }

std::span<const PluginFact> plugin_facts() { return plugin_table; }

const PluginFact* find_plugin(std::string_view name) {
    const auto* const found = std::ranges::lower_bound(plugin_table, name, {}, &PluginFact::name);
    return found != plugin_table.end() && found->name == name ? found : nullptr;
}

std::vector<std::string> plugins_of(int minor) {
    std::vector<std::string> names;
    for (const auto& plugin : plugin_table) {
        if (plugin.known.contains(minor)) names.emplace_back(plugin.name);
    }
    return names;
}

}  // namespace planekeeper::kubernetes
