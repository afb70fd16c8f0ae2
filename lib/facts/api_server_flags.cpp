#include "facts/authored_flags.hpp"
#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view insecure = "delete it: the insecure port is gone, spec.apiserver.port is the secure one";
constexpr std::string_view cloud = "delete it: clouds have a controller manager of their own (KEP-2395)";
constexpr std::string_view tunnel = "delete it: SSH tunnels are gone, egress-selector-config-file takes their place";

constexpr std::string_view sized = "the hand-made procedure's, sized for a small control plane";

using model::DesiredState;
using Value = std::optional<std::string>;

/// Nothing without an audit log. Without a policy not a line is logged (measured on v1.20.2).
template <class Part>
Value of_audit(const DesiredState& desired, Part part) {
    return desired.apiserver.audit.enabled ? Value{part(desired.apiserver.audit)} : std::nullopt;
}

Value secure_port(const DesiredState& desired) {
    constexpr std::uint16_t programs_own = 6443;
    const auto port = desired.apiserver.port;
    return port == programs_own ? std::nullopt : Value{std::to_string(port)};
}

constexpr auto authored_api_server_flags = std::to_array<AuthoredFlag>({
    {.name = "address", .instead = insecure},
    {.name = "admission-control",
     .field = "spec.apiserver.admissionPlugins",
     .instead = "write enable-admission-plugins and disable-admission-plugins"},
    {.name = "advertise-address",
     .field = "spec.address",
     .value = [](const DesiredState& desired) -> Value { return desired.address; }},
    {.name = "allow-privileged", .constant = "true", .reason = sized},
    {.name = "anonymous-auth",
     .field = "spec.apiserver.anonymousAuth",
     .value = [](const DesiredState& desired) -> Value { return desired.apiserver.anonymous_auth ? "true" : "false"; }},
    {.name = "api-audiences",
     .field = "spec.apiserver.serviceAccountAudiences",
     .written = Written{{21, still}, "says what --service-account-api-audiences said", "the flags of running servers"}},
    {.name = "apiserver-count",
     .instead = "delete it: the default lease reconciler counts by itself",
     .written = Written{{20, 23},
                        "deprecated from v1.24 on, and the lease reconciler counts by itself",
                        "kubernetes CHANGELOG-1.24"},
     .constant = "1",
     .reason = sized},
    {.name = "audit-log-maxage",
     .field = "spec.apiserver.audit.maxAgeDays",
     .value =
         [](const DesiredState& desired) {
             return of_audit(desired, [](const auto& audit) { return std::to_string(audit.max_age_days); });
         },
     .asked_by = "spec.apiserver.audit.enabled"},
    {.name = "audit-log-maxbackup",
     .field = "spec.apiserver.audit.maxBackups",
     .value =
         [](const DesiredState& desired) {
             return of_audit(desired, [](const auto& audit) { return std::to_string(audit.max_backups); });
         },
     .asked_by = "spec.apiserver.audit.enabled"},
    {.name = "audit-log-maxsize",
     .field = "spec.apiserver.audit.maxSizeMegabytes",
     .value =
         [](const DesiredState& desired) {
             return of_audit(desired, [](const auto& audit) { return std::to_string(audit.max_size_megabytes); });
         },
     .asked_by = "spec.apiserver.audit.enabled"},
    {.name = "audit-log-path",
     .field = "spec.apiserver.audit.logDirectory",
     .value =
         [](const DesiredState& desired) {
             return of_audit(desired, [](const auto& /*audit*/) { return std::string{"/var/log/audit.log"}; });
         },
     .asked_by = "spec.apiserver.audit.enabled"},
    {.name = "audit-policy-file",
     .field = "spec.apiserver.audit.policyFile",
     .value =
         [](const DesiredState& desired) {
             return of_audit(desired, [](const auto& audit) { return audit.policy_file; });
         },
     .asked_by = "spec.apiserver.audit.enabled"},
    {.name = "audit-webhook-batch-initial-backoff", .instead = "write audit-webhook-initial-backoff"},
    {.name = "authentication-token-webhook-cache-ttl", .constant = "2m", .reason = sized},
    {.name = "authentication-token-webhook-version", .constant = "v1", .reason = sized},
    {.name = "authorization-mode", .field = "spec.apiserver.authorizationModes"},
    {.name = "authorization-webhook-config-file", .field = "spec.authorizationWebhook"},
    {.name = "bind-address",
     .field = "spec.apiserver.bindAddress",
     .value = [](const DesiredState& desired) -> Value { return desired.apiserver.bind_address; }},
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
    {.name = "etcd-cafile",
     .field = "spec.etcd.caFile",
     .only_with_value = true,
     .value = [](const DesiredState& desired) -> Value { return desired.etcd.ca_file; }},
    {.name = "etcd-certfile",
     .field = "spec.etcd.certFile",
     .only_with_value = true,
     .value = [](const DesiredState& desired) -> Value { return desired.etcd.certificate_file; }},
    {.name = "etcd-keyfile",
     .field = "spec.etcd.keyFile",
     .only_with_value = true,
     .value = [](const DesiredState& desired) -> Value { return desired.etcd.key_file; }},
    {.name = "etcd-servers", .field = "spec.etcd.servers"},
    {.name = "event-ttl", .constant = "1h", .reason = sized},
    {.name = "experimental-encryption-provider-config",
     .field = "spec.encryption",
     .instead = "write encryption-provider-config, which spec.encryption does"},
    {.name = "experimental-logging-sanitization", .instead = "delete it: the experiment ended (KEP-1753)"},
    {.name = "feature-gates", .field = "spec.apiserver.featureGates", .only_with_value = true},
    {.name = "http2-max-streams-per-connection", .constant = "3000", .reason = sized},
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
             {20, 21}, "removed in v1.22: connections to kubelets always use https", "kubernetes/kubernetes#101178"},
     .constant = "true",
     .reason = sized},
    {.name = "kubelet-port", .instead = "delete it: the port is in the status of each node"},
    {.name = "master-service-namespace", .instead = "delete it: the kubernetes service is always in default"},
    {.name = "max-mutating-requests-inflight", .constant = "1000", .reason = sized},
    {.name = "max-requests-inflight", .constant = "3000", .reason = sized},
    {.name = "port", .instead = insecure},
    {.name = "request-timeout",
     .field = "spec.apiserver.requestTimeout",
     .value = [](const DesiredState& desired) -> Value { return desired.apiserver.request_timeout; }},
    {.name = "runtime-config", .field = "spec.apiserver.runtimeConfig", .only_with_value = true},
    {.name = "secure-port", .field = "spec.apiserver.port", .value = secure_port},
    {.name = "service-account-api-audiences",
     .field = "spec.apiserver.serviceAccountAudiences",
     .instead = "write api-audiences, which spec.apiserver.serviceAccountAudiences does",
     .written = Written{{20, 20}, "--api-audiences says the same; removed in v1.25", "the flags of running servers"}},
    {.name = "service-account-issuer",
     .field = "spec.apiserver.serviceAccountIssuer",
     .value = [](const DesiredState& desired) -> Value { return desired.apiserver.service_account_issuer; }},
    {.name = "service-account-key-file", .field = "spec.pki.directory"},
    {.name = "service-account-signing-key-file", .field = "spec.pki.directory"},
    {.name = "service-cluster-ip-range",
     .field = "spec.apiserver.serviceClusterIPRange",
     .value = [](const DesiredState& desired) -> Value { return desired.apiserver.service_cluster_ip_range; }},
    {.name = "service-node-port-range",
     .field = "spec.apiserver.serviceNodePortRange",
     .value = [](const DesiredState& desired) -> Value { return desired.apiserver.service_node_port_range; }},
    {.name = "ssh-keyfile", .instead = tunnel},
    {.name = "ssh-user", .instead = tunnel},
    {.name = "target-ram-mb", .instead = "delete it: watch caches are sized automatically"},
    {.name = "tls-cert-file", .field = "spec.pki.directory"},
    {.name = "tls-private-key-file", .field = "spec.pki.directory"},
    {.name = "v", .constant = "2", .reason = sized},
});

constexpr auto api_server_rows =
    with_authored<measured::kube_apiserver::flags, common_flags, authored_api_server_flags>();

}  // namespace

std::span<const FlagRow> api_server_flags() { return api_server_rows; }

}  // namespace planekeeper::kubernetes
