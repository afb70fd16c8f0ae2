#include "facts/flag_facts.hpp"

#include <algorithm>
#include <array>

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view log = "delete it: klog's own flags are gone, the log goes to standard error (KEP-2845)";
constexpr std::string_view insecure = "delete it: the insecure port is gone, spec.apiserver.port is the secure one";
constexpr std::string_view cloud = "delete it: clouds have a controller manager of their own (KEP-2395)";
constexpr std::string_view tunnel = "delete it: SSH tunnels are gone, egress-selector-config-file takes their place";
/// Patches from 1.22.14, 1.23.11 and 1.24.5 on; seen in v1.22.17 (k8s.io/apiserver pkg/server/options).
constexpr std::string_view backported = "patches for CVE-2022-3172";

/// Name, minors that know it, first minor that warns, what to do without it, source.
constexpr auto flag_table = std::to_array<FlagFact>({
    {"add-dir-header", {20, 25}, 23, log},
    {"address", {20, 23}, 20, insecure},
    {"admission-control", {20, still}, 20, "write enable-admission-plugins and disable-admission-plugins"},
    {"admission-control-config-file", {20, still}},
    {"advertise-address", {20, still}},
    {"aggregator-reject-forwarding-redirect", {22, still}, 0, {}, backported},
    {"allow-metric-labels", {21, still}},
    {"allow-metric-labels-manifest", {29, still}},
    {"allow-privileged", {20, still}},
    {"alsologtostderr", {20, 25}, 23, log},
    {"anonymous-auth", {20, still}},
    {"api-audiences", {20, still}},
    {"apiserver-count", {20, still}, 24, "delete it: the default lease reconciler counts by itself"},
    {"audit-log-batch-buffer-size", {20, still}},
    {"audit-log-batch-max-size", {20, still}},
    {"audit-log-batch-max-wait", {20, still}},
    {"audit-log-batch-throttle-burst", {20, still}},
    {"audit-log-batch-throttle-enable", {20, still}},
    {"audit-log-batch-throttle-qps", {20, still}},
    {"audit-log-compress", {20, still}},
    {"audit-log-format", {20, still}},
    {"audit-log-maxage", {20, still}},
    {"audit-log-maxbackup", {20, still}},
    {"audit-log-maxsize", {20, still}},
    {"audit-log-mode", {20, still}},
    {"audit-log-path", {20, still}},
    {"audit-log-truncate-enabled", {20, still}},
    {"audit-log-truncate-max-batch-size", {20, still}},
    {"audit-log-truncate-max-event-size", {20, still}},
    {"audit-log-version", {20, still}},
    {"audit-policy-file", {20, still}},
    {"audit-webhook-batch-buffer-size", {20, still}},
    {"audit-webhook-batch-initial-backoff", {20, still}, 20, "write audit-webhook-initial-backoff"},
    {"audit-webhook-batch-max-size", {20, still}},
    {"audit-webhook-batch-max-wait", {20, still}},
    {"audit-webhook-batch-throttle-burst", {20, still}},
    {"audit-webhook-batch-throttle-enable", {20, still}},
    {"audit-webhook-batch-throttle-qps", {20, still}},
    {"audit-webhook-config-file", {20, still}},
    {"audit-webhook-initial-backoff", {20, still}},
    {"audit-webhook-mode", {20, still}},
    {"audit-webhook-truncate-enabled", {20, still}},
    {"audit-webhook-truncate-max-batch-size", {20, still}},
    {"audit-webhook-truncate-max-event-size", {20, still}},
    {"audit-webhook-version", {20, still}},
    {"authentication-config", {29, still}},
    {"authentication-token-webhook-cache-ttl", {20, still}},
    {"authentication-token-webhook-config-file", {20, still}},
    {"authentication-token-webhook-version", {20, still}},
    {"authorization-config", {29, still}},
    {"authorization-mode", {20, still}},
    {"authorization-policy-file", {20, still}},
    {"authorization-webhook-cache-authorized-ttl", {20, still}},
    {"authorization-webhook-cache-unauthorized-ttl", {20, still}},
    {"authorization-webhook-config-file", {20, still}},
    {"authorization-webhook-version", {20, still}},
    {"bind-address", {20, still}},
    {"cert-dir", {20, still}},
    {"client-ca-file", {20, still}},
    {"cloud-config", {20, 32}, 29, cloud},
    {"cloud-provider", {20, 32}, 29, cloud},
    {"cloud-provider-gce-l7lb-src-cidrs", {20, 30}, 0, cloud},
    {"cloud-provider-gce-lb-src-cidrs", {20, 30}, 20, cloud},
    {"contention-profiling", {20, still}},
    {"coordinated-leadership-lease-duration", {34, still}},
    {"coordinated-leadership-renew-deadline", {34, still}},
    {"coordinated-leadership-retry-period", {34, still}},
    {"cors-allowed-origins", {20, still}},
    {"debug-socket-path", {27, still}},
    {"default-not-ready-toleration-seconds", {20, still}},
    {"default-unreachable-toleration-seconds", {20, still}},
    {"default-watch-cache-size", {20, still}, 25, "delete it: watch caches are sized automatically"},
    {"delete-collection-workers", {20, still}},
    {"deserialization-cache-size", {20, 23}, 20, "delete it: the cache went with etcd 2"},
    {"disable-admission-plugins", {20, still}},
    {"disable-http2-serving", {31, still}},
    {"disabled-metrics", {21, still}},
    {"egress-selector-config-file", {20, still}},
    {"emulated-version", {31, still}},
    {"emulation-forward-compatible", {33, still}},
    {"enable-admission-plugins", {20, still}},
    {"enable-aggregator-routing", {20, still}},
    {"enable-bootstrap-token-auth", {20, still}},
    {"enable-garbage-collector", {20, still}},
    {"enable-logs-handler", {20, still}, 20, "delete it: the log is read through the container runtime"},
    {"enable-priority-and-fairness", {20, still}},
    {"enable-swagger-ui", {20, 23}, 20, "delete it: swagger 1.2 is gone"},
    {"encryption-provider-config", {20, still}},
    {"encryption-provider-config-automatic-reload", {26, still}},
    {"endpoint-reconciler-type", {20, still}},
    {"etcd-cafile", {20, still}},
    {"etcd-certfile", {20, still}},
    {"etcd-compaction-interval", {20, still}},
    {"etcd-count-metric-poll-period", {20, still}},
    {"etcd-db-metric-poll-interval", {20, still}},
    {"etcd-healthcheck-timeout", {20, still}},
    {"etcd-keyfile", {20, still}},
    {"etcd-prefix", {20, still}},
    {"etcd-readycheck-timeout", {25, still}},
    {"etcd-servers", {20, still}},
    {"etcd-servers-overrides", {20, still}},
    {"event-ttl", {20, still}},
    {"experimental-encryption-provider-config",
     {20, 23},
     20,
     "write encryption-provider-config, which spec.encryption does"},
    {"experimental-logging-sanitization", {20, 23}, 0, "delete it: the experiment ended (KEP-1753)"},
    {"external-hostname", {20, still}},
    {"feature-gates", {20, still}},
    {"goaway-chance", {20, still}},
    {"help", {20, still}},
    {"http2-max-streams-per-connection", {20, still}},
    {"identity-lease-duration-seconds", {20, 25}, 0, "delete it: the duration is fixed"},
    {"identity-lease-renew-interval-seconds", {20, 25}, 0, "delete it: the interval is fixed"},
    {"insecure-bind-address", {20, 23}, 20, insecure},
    {"insecure-port", {20, 23}, 20, insecure},
    {"kubelet-certificate-authority", {20, still}},
    {"kubelet-client-certificate", {20, still}},
    {"kubelet-client-key", {20, still}},
    {"kubelet-https",
     {20, 21},
     20,
     "delete it: connections to kubelets always use https",
     "kubernetes/kubernetes#101178"},
    {"kubelet-port", {20, still}, 20, "delete it: the port is in the status of each node"},
    {"kubelet-preferred-address-types", {20, still}},
    {"kubelet-read-only-port", {20, still}, 20},
    {"kubelet-timeout", {20, still}},
    {"kubernetes-service-node-port", {20, still}},
    {"lease-reuse-duration-seconds", {21, still}},
    {"livez-grace-period", {20, still}},
    {"log-backtrace-at", {20, 25}, 23, log},
    {"log-dir", {20, 25}, 23, log},
    {"log-file", {20, 25}, 23, log},
    {"log-file-max-size", {20, 25}, 23, log},
    {"log-flush-frequency", {20, still}},
    {"log-json-info-buffer-size", {23, still}},
    {"log-json-split-stream", {23, still}},
    {"log-text-info-buffer-size", {30, still}},
    {"log-text-split-stream", {30, still}},
    {"logging-format", {20, still}},
    {"logtostderr", {20, 25}, 23, log},
    {"master-service-namespace", {20, 26}, 26, "delete it: the kubernetes service is always in default"},
    {"max-connection-bytes-per-sec", {20, still}},
    {"max-mutating-requests-inflight", {20, still}},
    {"max-requests-inflight", {20, still}},
    {"min-compatibility-version", {35, still}},
    {"min-request-timeout", {20, still}},
    {"oidc-ca-file", {20, still}},
    {"oidc-client-id", {20, still}},
    {"oidc-groups-claim", {20, still}},
    {"oidc-groups-prefix", {20, still}},
    {"oidc-issuer-url", {20, still}},
    {"oidc-required-claim", {20, still}},
    {"oidc-signing-algs", {20, still}},
    {"oidc-username-claim", {20, still}},
    {"oidc-username-prefix", {20, still}},
    {"one-output", {20, 25}, 23, log},
    {"peer-advertise-ip", {28, still}},
    {"peer-advertise-port", {28, still}},
    {"peer-ca-file", {28, still}},
    {"permit-address-sharing", {21, still}},
    {"permit-port-sharing", {20, still}},
    {"port", {20, 23}, 20, insecure},
    {"profiling", {20, still}},
    {"proxy-client-cert-file", {20, still}},
    {"proxy-client-key-file", {20, still}},
    {"request-timeout", {20, still}},
    {"requestheader-allowed-names", {20, still}},
    {"requestheader-client-ca-file", {20, still}},
    {"requestheader-extra-headers-prefix", {20, still}},
    {"requestheader-group-headers", {20, still}},
    {"requestheader-uid-headers", {32, still}},
    {"requestheader-username-headers", {20, still}},
    {"runtime-config", {20, still}},
    {"runtime-config-emulation-forward-compatible", {33, still}},
    {"secure-port", {20, still}},
    {"service-account-api-audiences",
     {20, 24},
     20,
     "write api-audiences, which spec.apiserver.serviceAccountAudiences does"},
    {"service-account-extend-token-expiration", {20, still}},
    {"service-account-issuer", {20, still}},
    {"service-account-jwks-uri", {20, still}},
    {"service-account-key-file", {20, still}},
    {"service-account-lookup", {20, still}},
    {"service-account-max-token-expiration", {20, still}},
    {"service-account-signing-endpoint", {32, still}},
    {"service-account-signing-key-file", {20, still}},
    {"service-cluster-ip-range", {20, still}},
    {"service-node-port-range", {20, still}},
    {"show-hidden-metrics-for-version", {20, still}},
    {"shutdown-delay-duration", {20, still}},
    {"shutdown-send-retry-after", {23, still}},
    {"shutdown-watch-termination-grace-period", {27, still}},
    {"skip-headers", {20, 25}, 23, log},
    {"skip-log-headers", {20, 25}, 23, log},
    {"ssh-keyfile", {20, 21}, 20, tunnel, "kubernetes/kubernetes#102297"},
    {"ssh-user", {20, 21}, 20, tunnel, "kubernetes/kubernetes#102297"},
    {"stderrthreshold", {20, 25}, 23, log},
    {"storage-backend", {20, still}},
    {"storage-initialization-timeout", {31, still}},
    {"storage-media-type", {20, still}},
    {"strict-transport-security-directives", {21, still}},
    {"target-ram-mb", {20, 23}, 20, "delete it: watch caches are sized automatically"},
    {"tls-cert-file", {20, still}},
    {"tls-cipher-suites", {20, still}},
    {"tls-curve-preferences", {36, still}},
    {"tls-min-version", {20, still}},
    {"tls-private-key-file", {20, still}},
    {"tls-sni-cert-key", {20, still}},
    {"token-auth-file", {20, still}},
    {"tracing-config-file", {22, still}},
    {"v", {20, still}},
    {"version", {20, still}},
    {"vmodule", {20, still}},
    {"watch-cache", {20, still}},
    {"watch-cache-sizes", {20, still}},
});

constexpr auto required = std::to_array<RequiredFlag>({
    {"etcd-servers", {}, never},
    {"service-account-issuer", {}, never},
    {"service-account-key-file", "service-account-signing-endpoint", {32, still}},
    {"service-account-signing-key-file", "service-account-signing-endpoint", {32, still}},
});

}  // namespace

std::string_view flag_source() {
    return "the flags of running servers, v1.20, v1.21 and v1.23 to v1.36; v1.22.17 and v1.37.2: cmd/kube-apiserver, "
           "k8s.io/apiserver and k8s.io/component-base";
}

std::span<const FlagFact> flag_facts() { return flag_table; }

std::span<const RequiredFlag> required_flags() { return required; }

std::string normalized_flag(std::string_view name) {
    std::string result{name};
    std::ranges::replace(result, '_', '-');
    return result;
}

const FlagFact* find_flag(std::string_view name) {
    const auto wanted = normalized_flag(name);
    const auto* const found = std::ranges::lower_bound(flag_table, std::string_view{wanted}, {}, &FlagFact::name);
    return found != flag_table.end() && found->name == wanted ? found : nullptr;
}

std::vector<std::string> flags_of(int minor) {
    std::vector<std::string> names;
    for (const auto& flag : flag_table) {
        if (flag.known.contains(minor)) names.emplace_back(flag.name);
    }
    return names;
}

WrittenFlag written_flag(std::string_view text) {
    while (text.starts_with('-')) text.remove_prefix(1);
    const auto equals = text.find('=');
    return {normalized_flag(text.substr(0, equals)),
            std::string{equals == std::string_view::npos ? "" : text.substr(equals + 1)}};
}

}  // namespace planekeeper::kubernetes
