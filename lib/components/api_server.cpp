#include "components/api_server.hpp"

#include <fmt/format.h>

#include <array>

#include "base/ip.hpp"
#include "base/url.hpp"
#include "components/config_files.hpp"
#include "components/named_files.hpp"
#include "components/rehearsal.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;

constexpr std::array configs{
    ConfigRow{.artefact = "authorization-webhook",
              .field = "spec.authorizationWebhook.configFile",
              .declared = [](const DesiredState& desired) { return desired.authorization_webhook.has_value(); },
              .path = [](const DesiredState& desired) { return desired.authorization_webhook->config_file; },
              .content = authorization_webhook_config},
    ConfigRow{.artefact = "authorization-configuration",
              .field = "spec.authorizationWebhook.configFile",
              .declared = uses_authorization_configuration,
              .path = authorization_configuration_file,
              .content = authorization_configuration},
    ConfigRow{.artefact = "audit-policy",
              .field = "spec.apiserver.audit.policyFile",
              .declared = [](const DesiredState& desired) { return desired.apiserver.audit.enabled; },
              .path = [](const DesiredState& desired) { return desired.apiserver.audit.policy_file; },
              .content = audit_policy},
    ConfigRow{.artefact = "admission-configuration",
              .field = "spec.policies.pods",
              .declared = uses_admission_configuration,
              .path = [](const DesiredState& /*desired*/) { return std::string{admission_configuration_file}; },
              .content = [](const DesiredState& /*desired*/) { return admission_configuration(); }},
};

std::vector<NamedFile> files_of_webhook(const DesiredState& desired) {
    const auto& webhook = desired.authorization_webhook;
    if (!webhook) return {};
    return {{webhook->config_file, true},
            {webhook->certificate_authority, false},
            {webhook->client_certificate, false},
            {webhook->client_key, true}};
}

/// The webhook's authority is read once with its kubeconfig.
bool is_authority_of_webhook(const DesiredState& desired, std::string_view path) {
    return desired.authorization_webhook && desired.authorization_webhook->certificate_authority == path;
}

/// Empty when no KMS plugin is declared.
std::string kms_socket_directory(const model::DesiredState& desired) {
    if (!desired.encryption || !desired.encryption->kms) return {};
    const auto path = unix_socket_path(desired.encryption->kms->endpoint);
    return path ? directory_of(*path) : std::string{};
}

std::vector<Mount> own_mounts(const DesiredState& desired) {
    std::vector<Mount> mounts;
    if (auto directory = kms_socket_directory(desired); !directory.empty()) {
        // The plugin may be a static pod that comes up after the API server and makes the directory.
        mounts.push_back({.name = {},
                          .host_path = directory,
                          .mount_path = directory,
                          .create = true,
                          .field = "spec.encryption.kms.endpoint"});
    }
    const auto& audit = desired.apiserver.audit;
    if (audit.enabled) {
        mounts.push_back({.name = "audit-log",
                          .host_path = audit.log_directory,
                          .mount_path = "/var/log",
                          .read_only = false,
                          .create = true,
                          .field = "spec.apiserver.audit.logDirectory"});
    }
    return mounts;
}

Endpoint endpoint(const DesiredState& desired) {
    return {.host = local_host(desired.apiserver.bind_address), .port = desired.apiserver.port};
}

/// The resources of the hand-made procedure. lib/spec replaces the limit of memory by that of the version, unless the file
/// sets one (facts/resource_facts.hpp).
model::Resources hand_made_resources() {
    return {.cpu_request = "500m", .memory_request = "256Mi", .cpu_limit = "1", .memory_limit = "384Mi"};
}

constexpr std::array<std::string_view, 3> flags_of_the_store{"etcd-servers", "etcd-servers-overrides", "bind-address"};

/// In the rehearsal's own network there is no etcd, and no address but those that stand for all.
std::vector<std::string> stand_ins(const DesiredState& desired) {
    return {fmt::format("--bind-address={}", looks_like_ipv6(desired.apiserver.bind_address) ? "::" : "0.0.0.0"),
            fmt::format("--etcd-servers={}", dead_etcd)};
}

}  // namespace

bool asks_for_etcd(std::string_view log_line) {
    // With -v=2 the flag itself is in the log, too.
    return log_line.contains("failed to connect") && log_line.contains(unix_socket_path(dead_etcd).value());
}

constinit const ComponentRow api_server_row{
    .id = model::ComponentId::api_server,
    .status = model::ResourceKind::api_server,
    .spoken = "the API server",
    .noun = "server",
    .outage = "there is no API",
    .default_port = 6443,
    .port_field = "spec.apiserver.port",
    .section = "spec.apiserver",
    .image_section = "spec.image",
    .image_name = "localhost/k8s-kube-apiserver",
    .manifest_file = "kube-api-server.yaml",
    .manifest_field = "spec.staticPods.fileName",
    .resources = hand_made_resources,
    .takes_steps = true,
    .kubelet_waits_for_it = true,
    .configs = configs,
    .log = LogSource::kube_apiserver,
    .gate = {.live = "/livez", .ready = "/readyz", .reads_objects = true},
    .rehearsal = {.replaced_flags = flags_of_the_store,
                  .stand_ins = stand_ins,
                  .has_come_far = asks_for_etcd,
                  .as_far_as = "asking for etcd",
                  .without = "etcd"},
    .command_line = api_server_command_line,
    .other_files = files_of_webhook,
    .other_files_field = "spec.authorizationWebhook",
    .reads_key_material = true,
    .reads_at_start = is_authority_of_webhook,
    .own_mounts = own_mounts,
    .endpoint = endpoint,
};

}  // namespace planekeeper::kubernetes
