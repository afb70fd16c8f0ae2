#include "facts/plugin_facts.hpp"

#include <algorithm>
#include <array>

namespace planekeeper::kubernetes {

namespace {

/// Name, minors that know it, minors that have it on by default, what to do without it, source.
constexpr auto plugin_table = std::to_array<PluginFact>({
    {"AlwaysAdmit", {20, still}},
    {"AlwaysDeny", {20, still}},
    {"AlwaysPullImages", {20, still}},
    {"CertificateApproval", {20, still}, {20, still}},
    {"CertificateSigning", {20, still}, {20, still}},
    {"CertificateSubjectRestriction", {20, still}, {20, still}},
    {"ClusterTrustBundleAttest", {27, still}, {27, still}},
    {"DefaultIngressClass", {20, still}, {20, still}},
    {"DefaultStorageClass", {20, still}, {20, still}},
    {"DefaultTolerationSeconds", {20, still}, {20, still}},
    {"DenyEscalatingExec", {20, 20}, never, "delete it: a policy or an admission webhook refuses such pods"},
    {"DenyExecOnPrivileged", {20, 20}, never, "delete it: a policy or an admission webhook refuses such pods"},
    {"DenyServiceExternalIPs", {21, still}},
    {"EventRateLimit", {20, still}},
    {"ExtendedResourceToleration", {20, still}},
    {"ImagePolicyWebhook", {20, still}},
    {"JobValidation", {36, 36}, {36, 36}, "delete it", "v1.37.2: pkg/kubeapiserver/options/plugins.go"},
    {"LimitPodHardAntiAffinityTopology", {20, still}},
    {"LimitRanger", {20, still}, {20, still}},
    {"MutatingAdmissionPolicy", {32, still}, {32, still}},
    {"MutatingAdmissionWebhook", {20, still}, {20, still}},
    {"NamespaceAutoProvision", {20, still}},
    {"NamespaceExists", {20, still}},
    {"NamespaceLifecycle", {20, still}, {20, still}},
    {"NodeDeclaredFeatureValidator", {35, still}, {35, still}},
    {"NodeRestriction", {20, still}},
    {"OwnerReferencesPermissionEnforcement", {20, still}},
    {"PersistentVolumeClaimResize", {20, still}, {20, still}},
    {"PersistentVolumeLabel", {20, 30}, never, "delete it: cloud controller managers label volumes"},
    {"PodGroupProtection", {36, still}, {36, still}},
    {"PodGroupWorkloadExists", {36, 36}, {36, 36}, "delete it", "kubernetes/kubernetes#139008"},
    {"PodNodeSelector", {20, still}},
    {"PodResizeValidator", {36, still}, {36, still}},
    {"PodSecurity", {22, still}, {22, still}},
    {"PodSecurityPolicy", {20, 24}, never, "delete it: PodSecurity, on by itself, takes its place", "KEP-2579"},
    {"PodTolerationRestriction", {20, still}},
    {"PodTopologyLabels", {33, still}, {33, still}},
    {"Priority", {20, still}, {20, still}},
    {"ResourceQuota", {20, still}, {20, still}},
    {"RuntimeClass", {20, still}, {20, still}},
    {"SecurityContextDeny", {20, 29}, never, "delete it: PodSecurity at the level restricted forbids more", "KEP-3785"},
    {"ServiceAccount", {20, still}, {20, still}},
    {"StorageObjectInUseProtection", {20, still}, {20, still}},
    {"TaintNodesByCondition", {20, still}, {20, still}},
    {"ValidatingAdmissionPolicy", {26, still}, {26, still}},
    {"ValidatingAdmissionWebhook", {20, still}, {20, still}},
});

}  // namespace

std::string_view plugin_source() {
    return "the plugins of running servers, v1.20, v1.21 and v1.23 to v1.36; v1.22.17 and v1.37.2: "
           "pkg/kubeapiserver/options/plugins.go";
}

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
