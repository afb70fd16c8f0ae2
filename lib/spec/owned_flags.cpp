#include "spec/owned_flags.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "facts/flag_rows.hpp"

namespace planekeeper::spec {

namespace {

constexpr auto owned_flag_table = std::to_array<OwnedFlag>({
    {"admission-control", "spec.apiserver.admissionPlugins"},
    {"advertise-address", "spec.address"},
    {"anonymous-auth", "spec.apiserver.anonymousAuth"},
    {"api-audiences", "spec.apiserver.serviceAccountAudiences"},
    {"audit-log-maxage", "spec.apiserver.audit.maxAgeDays"},
    {"audit-log-maxbackup", "spec.apiserver.audit.maxBackups"},
    {"audit-log-maxsize", "spec.apiserver.audit.maxSizeMegabytes"},
    {"audit-log-path", "spec.apiserver.audit.logDirectory"},
    {"audit-policy-file", "spec.apiserver.audit.policyFile"},
    {"authorization-mode", "spec.apiserver.authorizationModes"},
    {"authorization-webhook-config-file", "spec.authorizationWebhook"},
    {"bind-address", "spec.apiserver.bindAddress"},
    {"client-ca-file", "spec.pki.directory"},
    {"enable-admission-plugins", "spec.apiserver.admissionPlugins"},
    {"encryption-provider-config", "spec.encryption"},
    {"etcd-cafile", "spec.etcd.caFile"},
    {"etcd-certfile", "spec.etcd.certFile"},
    {"etcd-keyfile", "spec.etcd.keyFile"},
    {"etcd-servers", "spec.etcd.servers"},
    {"experimental-encryption-provider-config", "spec.encryption"},
    {"feature-gates", "spec.apiserver.featureGates"},
    {"kubelet-certificate-authority", "spec.pki.directory"},
    {"kubelet-client-certificate", "spec.pki.directory"},
    {"kubelet-client-key", "spec.pki.directory"},
    {"runtime-config", "spec.apiserver.runtimeConfig"},
    {"secure-port", "spec.apiserver.port"},
    {"service-account-api-audiences", "spec.apiserver.serviceAccountAudiences"},
    {"service-account-issuer", "spec.apiserver.serviceAccountIssuer"},
    {"service-account-key-file", "spec.pki.directory"},
    {"service-account-signing-key-file", "spec.pki.directory"},
    {"service-cluster-ip-range", "spec.apiserver.serviceClusterIPRange"},
    {"service-node-port-range", "spec.apiserver.serviceNodePortRange"},
    {"tls-cert-file", "spec.pki.directory"},
    {"tls-private-key-file", "spec.pki.directory"},
});

}  // namespace

std::span<const OwnedFlag> owned_flags() { return owned_flag_table; }

std::optional<Complaint> owned_flag(std::string_view name) {
    const auto wanted = kubernetes::normalized_flag(name);
    const auto* const owned = std::ranges::find(owned_flag_table, std::string_view{wanted}, &OwnedFlag::name);
    if (owned == owned_flag_table.end()) return std::nullopt;
    return Complaint{.message = "this flag follows from " + std::string{owned->field},
                     .hint = "set that field instead"};
}

}  // namespace planekeeper::spec
