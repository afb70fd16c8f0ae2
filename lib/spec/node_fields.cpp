#include <array>

#include "spec/field_tables.hpp"

// The node around the API server.

namespace planekeeper::spec {

namespace {

constexpr auto node_table = std::to_array<Field>({
    {.path = "spec.staticPods", .shape = Shape::object, .meaning = "Where the kubelet reads static pods."},
    {.path = "spec.staticPods.directory",
     .type = &types::directory,
     .standard = "/etc/kubelet.d",
     .meaning = "The kubelet's `staticPodPath`. No other managed file may lie in it."},
    {.path = "spec.staticPods.fileName",
     .type = &types::manifest_name,
     .standard = "kube-api-server.yaml",
     .meaning = "The manifest of kube-apiserver. No dot in front."},

    {.path = "spec.runtime", .shape = Shape::object, .meaning = "The container runtime."},
    {.path = "spec.runtime.crictl", .type = &types::program, .standard = "crictl", .meaning = "Asks the runtime."},
    {.path = "spec.runtime.endpoint",
     .type = &types::unix_url,
     .standard_rule = "what crictl's own configuration says",
     .meaning = "The socket of the container runtime.",
     .example = "unix:///run/containerd/containerd.sock"},
    {.path = "spec.runtime.imageStore",
     .type = &types::choice,
     .choices = "auto containerd containers-storage",
     .standard = "auto",
     .meaning =
         "Where the image goes: into containerd with `ctr`, or, for CRI-O, into the store that buildah writes to. "
         "`auto` asks the runtime."},

    {.path = "spec.policies", .shape = Shape::object, .meaning = "What restricts pods."},
    {.path = "spec.policies.pods",
     .type = &types::choice,
     .choices = "PodSecurityPolicy PodSecurity none",
     .standard = "PodSecurityPolicy",
     .meaning =
         "Through v1.24 the policy \"default\" with the ClusterRole and ClusterRoleBinding \"default-psp\". It "
         "allows what the managed static pods mount from the node. From v1.25 on, by either name, the defaults of "
         "Pod Security admission; `PodSecurity` is a name for the latter alone."},

    {.path = "spec.taints",
     .shape = Shape::objects,
     .standard_rule = "those of a control-plane node of the version",
     .meaning = "Taints of the node. `[]`: none, for a single node that runs the workload, too."},
    {.path = "spec.taints[].key",
     .type = &types::label_key,
     .required = true,
     .meaning = "As of a label.",
     .example = "node-role.kubernetes.io/control-plane"},
    {.path = "spec.taints[].value", .type = &types::label_value, .standard = "\"\"", .meaning = "As of a label."},
    {.path = "spec.taints[].effect",
     .type = &types::choice,
     .choices = "NoSchedule PreferNoSchedule NoExecute",
     .required = true,
     .meaning = "Each key and effect once.",
     .example = "NoSchedule"},

    {.path = "spec.manifests",
     .shape = Shape::objects,
     .standard_rule = "none",
     .meaning = "Other static pods, published beside kube-apiserver's with the same care."},
    {.path = "spec.manifests[].fileName",
     .type = &types::manifest_name,
     .required = true,
     .meaning = "Each once, and not kube-apiserver's. No dot in front.",
     .example = "kube-scheduler.yaml"},
    {.path = "spec.manifests[].content",
     .type = &types::block,
     .required = true,
     .meaning =
         "A `v1` Pod, published as it stands. It is judged as this version's kubelet judges a static pod, and an "
         "unknown key is refused, which it would drop. Problems in it are shown with their line in this file. No "
         "two pods with one name in one namespace, and none named as kube-apiserver's "
         "(`kube-system/kube-apiserver`): the kubelet would end one of them.",
     .example = "|"},

    {.path = "spec.files",
     .shape = Shape::objects,
     .standard_rule = "root alone reads them, certificates everybody",
     .meaning = "Who reads a file that planekeeper writes."},
    {.path = "spec.files[].path",
     .type = &types::managed_file,
     .required = true,
     .meaning = "A key, certificate, kubeconfig or configuration file of these pages; no manifest.",
     .example = "/var/lib/kubernetes/service-account-key.pem"},
    {.path = "spec.files[].mode",
     .type = &types::mode,
     .required = true,
     .meaning = "`0640`: others may only read, and secrets only by their group.",
     .example = "0640"},
    {.path = "spec.files[].group", .type = &types::account, .standard = "root", .meaning = "As in `getent group`."},
    {.path = "spec.files[].owner",
     .type = &types::account,
     .standard = "root",
     .meaning = "As in `getent passwd`. planekeeper has no right beyond the mode: for another owner `group: root` and "
                "`0640`, or `0644`."},
});

}  // namespace

std::span<const Field> node_fields() { return node_table; }

}  // namespace planekeeper::spec
