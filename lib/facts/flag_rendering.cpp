#include "facts/flag_rendering.hpp"

#include <algorithm>
#include <array>

#include "facts/plugin_facts.hpp"
#include "failures/known_failures.hpp"

namespace planekeeper::kubernetes {

namespace {

/// The hand-made procedure's.
constexpr auto switches = std::to_array<RenderedSwitch>({
    {SwitchKind::feature_gate,
     "APIPriorityAndFairness",
     false,
     {20, 20},
     "its start fails on slow boards; later minors do without, and the gate is locked from v1.29 on",
     "kubernetes/kubernetes#97525"},
    {SwitchKind::runtime_config,
     "authentication.k8s.io/v1beta1",
     true,
     {20, 21},
     "TokenReview v1beta1 is no longer served from v1.22 on",
     "kubernetes CHANGELOG-1.22"},
});

/// The second alone ends a server of 1.20 to 1.25 before it serves (cmd/kube-apiserver/app/options/validation.go).
constexpr auto cures = std::to_array<CureSwitch>({
    {flow_control_cure,
     "FlowControlBootstrap",
     SwitchKind::feature_gate,
     "APIPriorityAndFairness",
     false,
     {20, 20},
     "kubernetes/kubernetes#97525"},
    {flow_control_cure,
     "FlowControlBootstrap",
     SwitchKind::runtime_config,
     "flowcontrol.apiserver.k8s.io/v1beta1",
     false,
     {20, 20},
     "kubernetes/kubernetes#97525"},
});

/// The hand-made procedure's --enable-admission-plugins. All but NodeRestriction and PodSecurityPolicy are on by
/// default in every minor; naming them does no harm.
constexpr std::array<std::string_view, 8> plugins{"NamespaceLifecycle", "NodeRestriction",         "LimitRanger",
                                                  "ServiceAccount",     "DefaultStorageClass",     "ResourceQuota",
                                                  "RuntimeClass",       pod_security_policy_plugin};

}  // namespace

std::span<const RenderedSwitch> rendered_switches() { return switches; }

std::span<const CureSwitch> cure_switches() { return cures; }

bool cure_applies(std::string_view cure, int minor) {
    return std::ranges::any_of(cures, [&](const auto& row) { return row.cure == cure && row.minors.contains(minor); });
}

std::vector<std::string> default_plugins(int minor) {
    std::vector<std::string> names;
    for (const auto name : plugins) {
        if (find_plugin(name)->known.contains(minor)) names.emplace_back(name);
    }
    return names;
}

}  // namespace planekeeper::kubernetes
