#include <nlohmann/json.hpp>

#include "components/host_paths.hpp"
#include "components/render.hpp"
#include "components/yaml_writer.hpp"
#include "facts/version_facts.hpp"

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
    return {{"apiVersion", "policy/v1beta1"},
            {"kind", "PodSecurityPolicy"},
            {"metadata",
             {{"name", policy_name},
              {"annotations",
               {{"apparmor.security.beta.kubernetes.io/allowedProfileNames", "runtime/default"},
                {"apparmor.security.beta.kubernetes.io/defaultProfileName", "runtime/default"},
                {"seccomp.security.alpha.kubernetes.io/allowedProfileNames", "docker/default"},
                {"seccomp.security.alpha.kubernetes.io/defaultProfileName", "docker/default"}}}}},
            {"spec", policy_spec(managed_host_paths(desired, ends))}};
}

std::string rbac_version() { return std::string{rbac_group} + "/v1"; }

/// May use the policy; without it the kubelet's mirror pods are refused.
json cluster_role() {
    return {{"apiVersion", rbac_version()},
            {"kind", "ClusterRole"},
            {"metadata", {{"name", role_name}}},
            {"rules", json::array({{{"apiGroups", {"policy"}},
                                    {"resourceNames", {policy_name}},
                                    {"resources", {"podsecuritypolicies"}},
                                    {"verbs", {"use"}}}})}};
}

json cluster_role_binding() {
    return {
        {"apiVersion", rbac_version()},
        {"kind", "ClusterRoleBinding"},
        {"metadata", {{"name", role_name}}},
        {"roleRef", {{"apiGroup", rbac_group}, {"kind", "ClusterRole"}, {"name", role_name}}},
        {"subjects", json::array({{{"apiGroup", rbac_group}, {"kind", "Group"}, {"name", "system:authenticated"}}})}};
}

model::KubernetesObject object_of(const json& document, const std::string& resource) {
    const std::string name = document["metadata"]["name"];
    return {.kind = document["kind"],
            .name = name,
            .api_path = "/apis/" + document["apiVersion"].get<std::string>() + "/" + resource + "/" + name,
            .json = document.dump(-1, ' ', false, json::error_handler_t::replace)};
}

}  // namespace

std::vector<model::KubernetesObject> policy_objects(const model::DesiredState& desired,
                                                    const model::PerComponent<LinkEnds>& ends) {
    const bool declared = desired.policies.pods == model::PodPolicy::pod_security_policy;
    if (!declared || !version_facts(desired.version).has_pod_security_policy) return {};
    return {object_of(pod_security_policy(desired, ends), "podsecuritypolicies"),
            object_of(cluster_role(), "clusterroles"), object_of(cluster_role_binding(), "clusterrolebindings")};
}

std::string object_yaml(const model::KubernetesObject& object) {
    return yaml_text(nlohmann::ordered_json::parse(object.json));
}

std::string policies_yaml(const model::DesiredState& desired) {
    std::string stream;
    for (const auto& object : policy_objects(desired)) {
        stream += (stream.empty() ? "" : "---\n") + object_yaml(object);
    }
    return stream;
}

}  // namespace planekeeper::kubernetes
