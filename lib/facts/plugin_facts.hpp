#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"

// Admission plugins. A name that the minor does not know in --enable-admission-plugins or --disable-admission-plugins
// ends kube-apiserver before it serves, and so does one that stands in both. Those on by default need not be named; the
// order on the command line means nothing.

namespace planekeeper::kubernetes {

struct PluginFact {
    std::string_view name;
    Minors known;
    Minors by_default = never;
    std::string_view instead = {};  ///< what to do without the plugin
    std::string_view source = {};   ///< empty: plugin_source()
};

/// In alphabetical order.
[[nodiscard]] std::span<const PluginFact> plugin_facts();

/// nullptr when no supported minor knows the plugin.
[[nodiscard]] const PluginFact* find_plugin(std::string_view name);

[[nodiscard]] std::vector<std::string> plugins_of(int minor);

/// Where the table is from unless a row says otherwise.
[[nodiscard]] std::string_view plugin_source();

inline constexpr std::string_view pod_security_policy_plugin = "PodSecurityPolicy";

}  // namespace planekeeper::kubernetes
