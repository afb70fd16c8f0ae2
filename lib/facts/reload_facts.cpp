#include "facts/reload_facts.hpp"

#include <array>

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view both_running = "running v1.20.2 and v1.36.3";
constexpr std::string_view options = "kubernetes pkg/kubeapiserver/options, k8s.io/apiserver pkg/server/options";
constexpr std::string_view certificates = "k8s.io/apiserver pkg/server/dynamiccertificates";

constexpr auto reload_table = std::to_array<ReloadFact>({
    {"admission-control-config-file", never, {}, {}, options},
    {"audit-policy-file", never, {}, {}, options},
    {"authentication-config", {30, still}, {}, "watched, and looked at every 60 s", "KEP-3331"},
    {"authorization-config",
     {30, still},
     {},
     "watched, and looked at every 60 s; a bad file keeps the old one",
     "KEP-3221"},
    {"authorization-webhook-config-file",
     never,
     {},
     "the certificate files named in it are read again within 5 minutes",
     options},
    {"client-ca-file", {20, still}, {}, "every 60 s; at once from v1.23 on", both_running},
    {"encryption-provider-config",
     {26, still},
     "encryption-provider-config-automatic-reload",
     "watched through v1.28, every 60 s from v1.29 on; a bad file keeps the old one",
     "running v1.36.3"},
    {"etcd-cafile", never, {}, {}, options},
    {"etcd-certfile", {20, still}, {}, "at each new TLS handshake only", "go.etcd.io/etcd client/pkg/transport"},
    {"etcd-keyfile", {20, still}, {}, "with its certificate", "go.etcd.io/etcd client/pkg/transport"},
    {"kubelet-certificate-authority",
     {36, still},
     {},
     "gate ClientsAllowCARotation of client-go",
     "kubernetes CHANGELOG-1.36"},
    {"kubelet-client-certificate",
     {20, still},
     {},
     "every 5 minutes; old connections are dropped",
     "k8s.io/client-go transport/cert_rotation.go"},
    {"kubelet-client-key", {20, still}, {}, "with its certificate", "k8s.io/client-go transport/cert_rotation.go"},
    {"proxy-client-cert-file", {20, still}, {}, {}, certificates},
    {"proxy-client-key-file", {20, still}, {}, "with its certificate", certificates},
    {"requestheader-client-ca-file", {20, still}, {}, {}, certificates},
    {"service-account-key-file", never, {}, {}, options},
    {"service-account-signing-key-file", never, {}, {}, options},
    {"tls-cert-file", {20, still}, {}, "every 60 s; at once from v1.23 on", both_running},
    {"tls-private-key-file", {20, still}, {}, "with its certificate", both_running},
    {"tls-sni-cert-key", {20, still}, {}, {}, certificates},
});

}  // namespace

std::span<const ReloadFact> reload_facts() { return reload_table; }

}  // namespace planekeeper::kubernetes
