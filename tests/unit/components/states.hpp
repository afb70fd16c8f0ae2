#pragma once

#include <string>
#include <utility>
#include <vector>

#include "components/component_row.hpp"
#include "facts/resource_facts.hpp"
#include "facts/version_facts.hpp"
#include "model/desired_state.hpp"

// Desired states for the tests of this room.

namespace planekeeper::kubernetes::test {

/// The state of a file with only the required fields: defaults of the structs, and paths below the PKI directory.
inline model::DesiredState minimal_state_of(const model::KubernetesVersion& version) {
    model::DesiredState desired;
    desired.component(model::ComponentId::api_server) = default_component(model::ComponentId::api_server);
    desired.node_name = "k8s-master";
    desired.version = version;
    desired.address = "192.168.10.50";
    desired.etcd = {.servers = {"https://192.168.10.50:2379"},
                    .ca_file = "/var/lib/kubernetes/ca.pem",
                    .certificate_file = "/var/lib/kubernetes/kubernetes.pem",
                    .key_file = "/var/lib/kubernetes/kubernetes-key.pem"};
    desired.component(model::ComponentId::api_server).image.source =
        model::BinaryUrl{.url = release_url(model::ComponentId::api_server, desired.version, "arm64")};
    desired.apiserver.admission_plugins = version_facts(desired.version).admission_plugins;
    desired.component(model::ComponentId::api_server).resources.memory_limit = memory_limit(version.minor);
    desired.taints = version_facts(desired.version).control_plane_taints;
    return desired;
}

inline model::DesiredState minimal_state() { return minimal_state_of({1, 20, 1}); }

inline model::AuthorizationWebhook webhook_to(std::string server) {
    return {.server = std::move(server),
            .certificate_authority = "/var/lib/kubernetes/ca.pem",
            .client_certificate = "/var/lib/kubernetes/kubernetes.pem",
            .client_key = "/var/lib/kubernetes/kubernetes-key.pem",
            .allow_self_reference = true};
}

inline model::Component different_component() {
    return {.image = {.name = "registry.example.org/kube-apiserver",
                      .base = "docker.io/library/debian:12-slim",
                      .source = model::BinaryPath{.path = "/opt/kube-apiserver", .sha512 = std::string(128, 'a')},
                      .extra_files = {{"/opt/tools/credential plugin", "/usr/local/bin/credential plugin"}},
                      .builder = "/usr/local/bin/buildah"},
            .resources = {"250m", "512Mi", "2", "1Gi"},
            .manifest_file = "apiserver.yaml",
            .feature_gates = {{"APIPriorityAndFairness", true}, {"EphemeralContainers", true}},
            .flags = {{"v", "4"},
                      {"event-ttl", std::nullopt},
                      {"oidc-ca-file", "/srv/oidc/ca.pem"},
                      {"tls_min_version", "VersionTLS12"}},
            .extra_flags = {"--profiling=false", "--v=5"}};
}

/// No field has its default.
inline model::DesiredState everything_different() {
    auto desired = minimal_state();
    desired.node_name = "pi-1";
    desired.version = {1, 20, 15};
    desired.address = "fd00::10";
    desired.pki.mode = model::PkiMode::external;
    desired.pki.directory = "/srv/pki";
    desired.pki.algorithm = model::KeyAlgorithm::rsa_2048;
    desired.pki.extra_sans = {"api.example.org"};
    desired.etcd = {.servers = {"https://10.0.0.1:2379", "https://10.0.0.2:2379"},
                    .ca_file = "/srv/etcd/ca.crt",
                    .certificate_file = "/srv/etcd/client.crt",
                    .key_file = "/srv/etcd/private/client.key"};
    desired.encryption =
        model::Encryption{.provider = model::EncryptionProvider::secretbox, .file = "/srv/encryption/config.yaml"};
    desired.authorization_webhook = model::AuthorizationWebhook{.server = "https://authz.example.org/authorize",
                                                                .config_file = "/srv/webhook/config.yaml",
                                                                .certificate_authority = "/srv/webhook/ca.pem",
                                                                .client_certificate = "/srv/webhook/client.pem",
                                                                .client_key = "/srv/webhook/client-key.pem"};
    desired.component(model::ComponentId::api_server) = different_component();
    auto& apiserver = desired.apiserver;
    apiserver.bind_address = "fd00::10";
    apiserver.port = 8443;
    apiserver.service_cluster_ip_range = "fd00:1::/112";
    apiserver.service_node_port_range = "31000-32000";
    apiserver.service_account_issuer = "https://api.example.org";
    apiserver.service_account_audiences = {"https://api.example.org", "api"};
    apiserver.authorization_modes = {"RBAC", "Node"};
    apiserver.admission_plugins = {"NodeRestriction", "PodSecurityPolicy", "AlwaysPullImages"};
    apiserver.runtime_config = {{"authentication.k8s.io/v1beta1", false}, {"batch/v2alpha1", true}};
    apiserver.anonymous_auth = true;
    apiserver.request_timeout = "2m";
    apiserver.audit = {.log_directory = "/srv/audit",
                       .policy_file = "/srv/config/audit.yaml",
                       .policy = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata",
                       .max_age_days = 7,
                       .max_backups = 1,
                       .max_size_megabytes = 10};
    desired.static_pods = {"/srv/manifests"};
    desired.manifests = {{"etcd.yaml",
                          "apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n  - name: etcd\n"
                          "    volumeMounts:\n    - {name: data, mountPath: /var/lib/etcd}\n"
                          "    - {name: pki, mountPath: /pki, readOnly: true}\n  volumes:\n"
                          "  - {name: data, hostPath: {path: /var/lib/etcd}}\n"
                          "  - {name: pki, hostPath: {path: /srv/etcd-pki}}\n",
                          {{"/srv/etcd-pki", true}, {"/var/lib/etcd", false}}}};
    desired.admin_kubeconfig = model::AdminKubeconfig{"/root/.kube/config", "https://[fd00::10]:8443"};
    return desired;
}

}  // namespace planekeeper::kubernetes::test
