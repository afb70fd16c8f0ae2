#include "facts/authored_flags.hpp"
#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view insecure = "delete it: the insecure port is gone, spec.apiserver.port is the secure one";
constexpr std::string_view cloud = "delete it: clouds have a controller manager of their own (KEP-2395)";
constexpr std::string_view tunnel = "delete it: SSH tunnels are gone, egress-selector-config-file takes their place";

constexpr auto authored_api_server_flags = std::to_array<AuthoredFlag>({
    {.name = "address", .instead = insecure},
    {.name = "admission-control",
     .field = "spec.apiserver.admissionPlugins",
     .instead = "write enable-admission-plugins and disable-admission-plugins"},
    {.name = "advertise-address", .field = "spec.address"},
    {.name = "anonymous-auth", .field = "spec.apiserver.anonymousAuth"},
    {.name = "api-audiences",
     .field = "spec.apiserver.serviceAccountAudiences",
     .written = Written{{21, still}, "says what --service-account-api-audiences said", "the flags of running servers"}},
    {.name = "apiserver-count",
     .instead = "delete it: the default lease reconciler counts by itself",
     .written = Written{{20, 23},
                        "deprecated from v1.24 on, and the lease reconciler counts by itself",
                        "kubernetes CHANGELOG-1.24"}},
    {.name = "audit-log-maxage", .field = "spec.apiserver.audit.maxAgeDays"},
    {.name = "audit-log-maxbackup", .field = "spec.apiserver.audit.maxBackups"},
    {.name = "audit-log-maxsize", .field = "spec.apiserver.audit.maxSizeMegabytes"},
    {.name = "audit-log-path", .field = "spec.apiserver.audit.logDirectory"},
    {.name = "audit-policy-file", .field = "spec.apiserver.audit.policyFile"},
    {.name = "audit-webhook-batch-initial-backoff", .instead = "write audit-webhook-initial-backoff"},
    {.name = "authorization-mode", .field = "spec.apiserver.authorizationModes"},
    {.name = "authorization-webhook-config-file", .field = "spec.authorizationWebhook"},
    {.name = "bind-address", .field = "spec.apiserver.bindAddress"},
    {.name = "client-ca-file", .field = "spec.pki.directory"},
    {.name = "cloud-config", .instead = cloud},
    {.name = "cloud-provider", .instead = cloud},
    {.name = "cloud-provider-gce-l7lb-src-cidrs", .instead = cloud},
    {.name = "cloud-provider-gce-lb-src-cidrs", .instead = cloud},
    {.name = "default-watch-cache-size", .instead = "delete it: watch caches are sized automatically"},
    {.name = "deserialization-cache-size", .instead = "delete it: the cache went with etcd 2"},
    {.name = "enable-admission-plugins", .field = "spec.apiserver.admissionPlugins"},
    {.name = "enable-logs-handler", .instead = "delete it: the log is read through the container runtime"},
    {.name = "enable-swagger-ui", .instead = "delete it: swagger 1.2 is gone"},
    {.name = "encryption-provider-config", .field = "spec.encryption"},
    {.name = "etcd-cafile", .field = "spec.etcd.caFile", .only_with_value = true},
    {.name = "etcd-certfile", .field = "spec.etcd.certFile", .only_with_value = true},
    {.name = "etcd-keyfile", .field = "spec.etcd.keyFile", .only_with_value = true},
    {.name = "etcd-servers", .field = "spec.etcd.servers"},
    {.name = "experimental-encryption-provider-config",
     .field = "spec.encryption",
     .instead = "write encryption-provider-config, which spec.encryption does"},
    {.name = "experimental-logging-sanitization", .instead = "delete it: the experiment ended (KEP-1753)"},
    {.name = "feature-gates", .field = "spec.apiserver.featureGates", .only_with_value = true},
    {.name = "identity-lease-duration-seconds", .instead = "delete it: the duration is fixed"},
    {.name = "identity-lease-renew-interval-seconds", .instead = "delete it: the interval is fixed"},
    {.name = "insecure-bind-address", .instead = insecure},
    {.name = "insecure-port", .instead = insecure},
    {.name = "kubelet-certificate-authority", .field = "spec.pki.directory"},
    {.name = "kubelet-client-certificate", .field = "spec.pki.directory"},
    {.name = "kubelet-client-key", .field = "spec.pki.directory"},
    {.name = "kubelet-https",
     .instead = "delete it: connections to kubelets always use https",
     .written =
         Written{
             {20, 21}, "removed in v1.22: connections to kubelets always use https", "kubernetes/kubernetes#101178"}},
    {.name = "kubelet-port", .instead = "delete it: the port is in the status of each node"},
    {.name = "master-service-namespace", .instead = "delete it: the kubernetes service is always in default"},
    {.name = "port", .instead = insecure},
    {.name = "runtime-config", .field = "spec.apiserver.runtimeConfig", .only_with_value = true},
    {.name = "secure-port", .field = "spec.apiserver.port"},
    {.name = "service-account-api-audiences",
     .field = "spec.apiserver.serviceAccountAudiences",
     .instead = "write api-audiences, which spec.apiserver.serviceAccountAudiences does",
     .written = Written{{20, 20}, "--api-audiences says the same; removed in v1.25", "the flags of running servers"}},
    {.name = "service-account-issuer", .field = "spec.apiserver.serviceAccountIssuer"},
    {.name = "service-account-key-file", .field = "spec.pki.directory"},
    {.name = "service-account-signing-key-file", .field = "spec.pki.directory"},
    {.name = "service-cluster-ip-range", .field = "spec.apiserver.serviceClusterIPRange"},
    {.name = "service-node-port-range", .field = "spec.apiserver.serviceNodePortRange"},
    {.name = "ssh-keyfile", .instead = tunnel},
    {.name = "ssh-user", .instead = tunnel},
    {.name = "target-ram-mb", .instead = "delete it: watch caches are sized automatically"},
    {.name = "tls-cert-file", .field = "spec.pki.directory"},
    {.name = "tls-private-key-file", .field = "spec.pki.directory"},
});

constexpr auto api_server_rows =
    with_authored<measured::kube_apiserver::flags, common_flags, authored_api_server_flags>();

}  // namespace

std::span<const FlagRow> api_server_flags() { return api_server_rows; }

}  // namespace planekeeper::kubernetes
