#include "schemas/pod_rules_table.hpp"

#include "schemas/pod_map_rules.hpp"
#include "schemas/words.hpp"

// kubernetes pkg/apis/core/validation/validation.go, v1.20 to v1.37: the parts that are equal in all of them.

namespace planekeeper::schemas {

namespace {

constexpr auto pod_fields = std::to_array<FieldRule>({
    {"Container", "image", not_empty},
    {"Container", "name", not_empty},
    {"Container", "name", dns_label},
    {"ContainerPort", "containerPort", port},
    {"ContainerPort", "hostPort", port_or_zero},
    {"ContainerPort", "name", port_name},
    {"DownwardAPIVolumeFile", "path", not_empty},
    {"EmptyDirVolumeSource", "sizeLimit", quantity_text},
    {"EnvFromSource", "prefix", variable_name},
    {"EnvVar", "name", variable_name},
    {"ExecAction", "command", not_empty},
    {"GRPCAction", "port", port},
    {"HTTPGetAction", "port", port_or_name},
    {"HostAlias", "ip", ip_address},
    {"HostPathVolumeSource", "path", no_backsteps},
    {"NodeSelector", "nodeSelectorTerms", not_empty},
    {"NodeSelectorRequirement", "key", not_empty},
    {"NodeSelectorRequirement", "key", label_key},
    {"ObjectFieldSelector", "fieldPath", not_empty},
    {"ObjectMeta", "name", dns_subdomain},
    {"ObjectMeta", "namespace", dns_label},
    {"PodSecurityContext", "fsGroup", user_id},
    {"PodSecurityContext", "runAsGroup", user_id},
    {"PodSecurityContext", "runAsUser", user_id},
    {"PodSpec", "activeDeadlineSeconds", positive},
    {"PodSpec", "hostname", dns_label},
    {"PodSpec", "priorityClassName", dns_subdomain},
    {"PodSpec", "runtimeClassName", dns_subdomain},
    {"PodSpec", "subdomain", dns_label},
    {"Probe", "failureThreshold", not_negative},
    {"Probe", "initialDelaySeconds", not_negative},
    {"Probe", "periodSeconds", not_negative},
    {"Probe", "successThreshold", not_negative},
    {"Probe", "terminationGracePeriodSeconds", positive},
    {"Probe", "timeoutSeconds", not_negative},
    {"SecurityContext", "runAsGroup", user_id},
    {"SecurityContext", "runAsUser", user_id},
    {"Sysctl", "name", not_empty},
    {"TCPSocketAction", "port", port_or_name},
    {"Toleration", "key", label_key},
    {"Volume", "name", not_empty},
    {"Volume", "name", dns_label},
    {"VolumeMount", "mountPath", not_empty},
    {"VolumeMount", "name", not_empty},
    {"VolumeMount", "subPath", relative_path},
    {"VolumeMount", "subPathExpr", relative_path},
});

constexpr auto pod_unique = std::to_array<UniqueRule>({
    {"Container", "ports", "name"},
    {"Container", "volumeMounts", "mountPath"},
    {"PodSecurityContext", "sysctls", "name"},
    {"PodSpec", "volumes", "name"},
});

constexpr auto pod_choices = std::to_array<ChoiceRule>({
    {"DownwardAPIVolumeFile", {"fieldRef", "resourceFieldRef"}},
    {"EnvFromSource", {"configMapRef", "secretRef"}},
    {"EnvVarSource", {"configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"}},
    {"LifecycleHandler", {"exec", "httpGet", "sleep", "tcpSocket"}},
    {"Probe", {"exec", "grpc", "httpGet", "tcpSocket"}},
    // A volume without a kind is an emptyDir.
    {"Volume", {}, false},
    {"VolumeMount", {"subPath", "subPathExpr"}, false},
});

constexpr auto pod_maps = std::to_array<MapRule>({
    {"Container", check_probes},
    {"Container", check_privileges},
    {"EnvVar", check_variable},
    {"ObjectMeta", check_labels},
    {"PodSpec", check_container_names},
    {"PodSpec", check_host_ports},
    {"PodSpec", check_init_containers},
    {"PodSpec", check_mounts},
    {"ResourceRequirements", check_resources},
    {"Toleration", check_toleration},
});

}  // namespace

Rules pod_rules() { return {.fields = pod_fields, .unique = pod_unique, .choices = pod_choices, .maps = pod_maps}; }

}  // namespace planekeeper::schemas
