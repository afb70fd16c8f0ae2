#include <array>
#include <nlohmann/json.hpp>

#include "components/api_objects.hpp"
#include "components/host_paths.hpp"
#include "facts/api_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::json;

constexpr std::string_view policy_name = "default";
constexpr std::string_view role_name = "default-psp";
constexpr std::string_view rbac_group = "rbac.authorization.k8s.io";

json any_rule() { return {{"rule", "RunAsAny"}}; }

json policy_spec(const std::vector<model::HostPath>& host_paths) {
    // What the hand-made procedure's object means to the API server: of its duplicate keys the last one counts, and an
    // empty allowedCapabilities is the same as none.
    json spec{{"allowPrivilegeEscalation", false},
              {"fsGroup", any_rule()},
              {"hostIPC", true},
              {"hostNetwork", true},
              {"hostPID", true},
              {"privileged", true},
              {"readOnlyRootFilesystem", true},
              {"runAsUser", any_rule()},
              {"seLinux", any_rule()},
              {"supplementalGroups", any_rule()},
              {"volumes", {"configMap", "downwardAPI", "emptyDir", "persistentVolumeClaim", "projected", "secret"}}};
    // hostPath with an empty list of paths would allow them all (policy/v1beta1, allowedHostPaths).
    if (host_paths.empty()) return spec;
    spec["volumes"].push_back("hostPath");
    for (const auto& host_path : host_paths) {
        json allowed{{"pathPrefix", host_path.path}};
        if (host_path.read_only) allowed["readOnly"] = true;
        spec["allowedHostPaths"].push_back(std::move(allowed));
    }
    return spec;
}

json pod_security_policy(const model::DesiredState& desired, const model::PerComponent<LinkEnds>& ends) {
    return {{"metadata",
             {{"annotations",
               {{"apparmor.security.beta.kubernetes.io/allowedProfileNames", "runtime/default"},
                {"apparmor.security.beta.kubernetes.io/defaultProfileName", "runtime/default"},
                {"seccomp.security.alpha.kubernetes.io/allowedProfileNames", "docker/default"},
                {"seccomp.security.alpha.kubernetes.io/defaultProfileName", "docker/default"}}}}},
            {"spec", policy_spec(managed_host_paths(desired, ends))}};
}

/// The right to use the policy; without this right the API server refuses the kubelet's mirror pods.
json cluster_role(const model::DesiredState& /*desired*/, const model::PerComponent<LinkEnds>& /*ends*/) {
    return {{"rules", json::array({{{"apiGroups", {"policy"}},
                                    {"resourceNames", {policy_name}},
                                    {"resources", {"podsecuritypolicies"}},
                                    {"verbs", {"use"}}}})}};
}

json cluster_role_binding(const model::DesiredState& /*desired*/, const model::PerComponent<LinkEnds>& /*ends*/) {
    return {
        {"roleRef", {{"apiGroup", rbac_group}, {"kind", "ClusterRole"}, {"name", role_name}}},
        {"subjects", json::array({{{"apiGroup", rbac_group}, {"kind", "Group"}, {"name", "system:authenticated"}}})}};
}

bool is_declared(const model::DesiredState& desired) {
    return desired.policies.pods == model::PodPolicy::pod_security_policy &&
           pod_security_policy_minors().contains(desired.version.minor);
}

constexpr std::string_view rbac_version = "rbac.authorization.k8s.io/v1";
constexpr std::string_view policy_field = "spec.policies.pods";

/// The objects of the hand-made procedure. A policy is useless without the right to use it, so the three come and go together.
constexpr std::array policy_object_rows{
    ApiObjectRow{.api_version = "policy/v1beta1",
                 .kind = "PodSecurityPolicy",
                 .plural = "podsecuritypolicies",
                 .name = policy_name,
                 .field = policy_field,
                 .reason = "served up to v1.24 (KEP-2579)",
                 .declared = is_declared,
                 .content = pod_security_policy},
    ApiObjectRow{.api_version = rbac_version,
                 .kind = "ClusterRole",
                 .plural = "clusterroles",
                 .name = role_name,
                 .field = policy_field,
                 .reason = "may use the policy; without it the kubelet's mirror pods are refused",
                 .declared = is_declared,
                 .content = cluster_role},
    ApiObjectRow{.api_version = rbac_version,
                 .kind = "ClusterRoleBinding",
                 .plural = "clusterrolebindings",
                 .name = role_name,
                 .field = policy_field,
                 .reason = "gives the role to all who have shown who they are",
                 .declared = is_declared,
                 .content = cluster_role_binding},
};

}  // namespace

std::span<const ApiObjectRow> policy_rows() { return policy_object_rows; }

}  // namespace planekeeper::kubernetes
