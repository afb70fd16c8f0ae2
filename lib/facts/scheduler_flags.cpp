#include "facts/authored_flags.hpp"
#include "facts/measured/kube_scheduler.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view scheduler_insecure = "delete it: the insecure port is gone, secure-port is the other one";
constexpr std::string_view scheduler_configuration = "delete it: a file of KubeSchedulerConfiguration takes its place";
constexpr std::string_view scheduler_lock =
    "delete it: leader-elect-resource-name and leader-elect-resource-namespace take its place";

constexpr auto authored_scheduler_flags = std::to_array<AuthoredFlag>({
    {.name = "address", .field = "spec.scheduler", .instead = scheduler_insecure},
    {.name = "algorithm-provider", .instead = scheduler_configuration},
    {.name = "authentication-kubeconfig", .field = "spec.scheduler"},
    {.name = "authorization-kubeconfig", .field = "spec.scheduler"},
    {.name = "bind-address",
     .constant = "127.0.0.1",
     .reason = "nobody but planekeeper and the kubelet of this node asks for its health"},
    {.name = "experimental-logging-sanitization", .instead = klog},
    {.name = "feature-gates", .field = "spec.scheduler.featureGates", .only_with_value = true},
    {.name = "hard-pod-affinity-symmetric-weight", .instead = scheduler_configuration},
    {.name = "kubeconfig", .field = "spec.scheduler"},
    {.name = "leader-elect", .constant = "true", .reason = "another node may run one, too"},
    {.name = "lock-object-name", .instead = scheduler_lock},
    {.name = "lock-object-namespace", .instead = scheduler_lock},
    {.name = "policy-config-file", .instead = scheduler_configuration},
    {.name = "policy-configmap", .instead = scheduler_configuration},
    {.name = "policy-configmap-namespace", .instead = scheduler_configuration},
    {.name = "port",
     .field = "spec.scheduler",
     .instead = scheduler_insecure,
     .written = Written{{20, 22},
                        "without it the scheduler serves without TLS on port 10251 of every address",
                        "kubernetes cmd/kube-scheduler/app/options, v1.20.1"},
     .constant = "0"},
    {.name = "scheduler-name", .instead = scheduler_configuration},
    {.name = "tls-cert-file", .field = "spec.scheduler"},
    {.name = "tls-private-key-file", .field = "spec.scheduler"},
    {.name = "use-legacy-policy-config", .instead = scheduler_configuration},
    {.name = "v", .constant = "2", .reason = "as much as the API server logs"},
});

constexpr auto scheduler_rows =
    with_authored<measured::kube_scheduler::flags, common_flags, authored_scheduler_flags>();

}  // namespace

std::span<const FlagRow> scheduler_flags() { return scheduler_rows; }

}  // namespace planekeeper::kubernetes
