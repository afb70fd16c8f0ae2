#include "components/scheduler.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/ip.hpp"
#include "components/command_line.hpp"
#include "facts/flag_rows.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::ComponentId;
using model::DesiredState;
using model::FileRole;

constexpr auto scheduler = ComponentId::scheduler;
constexpr std::uint16_t default_port = 10259;
constexpr std::string_view loopback = "127.0.0.1";

/// This directory is mounted, so it holds only files that the scheduler reads.
constexpr std::string_view kubeconfig_file = "/etc/kubernetes/scheduler/kubeconfig";
constexpr std::string_view certificate_file = "/etc/kubernetes/scheduler/tls.pem";
constexpr std::string_view key_file = "/etc/kubernetes/scheduler/tls-key.pem";

/// kubeadm's request of processor time; v1.20 to v1.37 use 40 to 70 MB on an idle node.
model::Resources small_resources() {
    return {.cpu_request = "100m", .memory_request = "64Mi", .cpu_limit = "1", .memory_limit = "256Mi"};
}

CommandLine scheduler_command_line(const DesiredState& desired, const Cures& /*cures*/) {
    const auto& component = desired.component(scheduler);
    CommandLine line;
    put_rows(line, scheduler, desired);
    const auto put = [&](const char* flag, std::string_view value, std::string_view reason = {}) {
        kubernetes::put(line, scheduler, flag, std::string{value}, reason);
    };
    for (const char* flag : {"kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"}) {
        put(flag, kubeconfig_file);
    }
    put("tls-cert-file", certificate_file, "without a pair of its own it makes one at each start that nobody knows");
    put("tls-private-key-file", key_file, "without a pair of its own it makes one at each start that nobody knows");
    Items gates;
    for (const auto& [name, on] : component.feature_gates) {
        gates.push_back({switch_text(name, on), from_entry("spec.scheduler.featureGates", name)});
    }
    line["feature-gates"] = written(std::move(gates));
    hold_to_version(line, scheduler, desired.version.minor);
    lay_over(line, scheduler, component.flags);
    drop_empty_values(line, scheduler);
    return line;
}

/// The value in the flags; the last flag counts.
Endpoint scheduler_endpoint(const DesiredState& desired) {
    std::string address{loopback};
    Endpoint found{.host = {}, .port = default_port};
    for (const auto& written : flags_of(scheduler, desired, {})) {
        const auto [name, value] = written_flag(written);
        if (name == "bind-address") address = value;
        if (name == "secure-port") std::from_chars(value.data(), value.data() + value.size(), found.port);
    }
    found.host = local_host(address);
    return found;
}

std::string api_server_of(const DesiredState& desired) {
    const auto api_server = row_of(ComponentId::api_server).endpoint(desired);
    return fmt::format("https://{}", host_and_port(api_server.host, api_server.port));
}

Items serving_names(const DesiredState& desired) {
    return {{"localhost", from_choice("planekeeper asks for its health there")},
            {std::string{loopback}, from_choice("planekeeper asks for its health there")},
            {desired.node_name, from_field("metadata.name")},
            {desired.address, from_field("spec.address")}};
}

constexpr std::array material_rows{
    MaterialRow{
        .name = "kube-scheduler",
        .field = "spec.scheduler",
        .type = MaterialType::leaf,
        .authority = authority_item,
        .ownership = Ownership::node,
        .renewal = Renewal::before_end,
        .reader = scheduler,
        .files =
            [](const DesiredState& /*desired*/) {
                return std::vector<MaterialFile>{{FileRole::key, std::string{key_file}, secret_mode},
                                                 {FileRole::certificate, std::string{certificate_file}, public_mode}};
            },
        .profile =
            [](const DesiredState& desired) {
                return model::CertificateProfile{
                    .common_name = "kube-scheduler", .server_auth = true, .validity = desired.pki.certificate_validity};
            },
        .names = serving_names},
    MaterialRow{.name = "kube-scheduler-kubeconfig",
                .field = "spec.scheduler",
                .type = MaterialType::kubeconfig,
                .authority = authority_item,
                .ownership = Ownership::node,
                .renewal = Renewal::before_end,
                .reader = scheduler,
                .files =
                    [](const DesiredState& /*desired*/) {
                        return std::vector<MaterialFile>{
                            {FileRole::document, std::string{kubeconfig_file}, secret_mode}};
                    },
                // The role binding system:kube-scheduler of every cluster is for the user of this name.
                .profile =
                    [](const DesiredState& desired) {
                        return model::CertificateProfile{.common_name = "system:kube-scheduler",
                                                         .client_auth = true,
                                                         .validity = desired.pki.certificate_validity};
                    },
                .kubeconfig =
                    [](const DesiredState& desired) {
                        return KubeconfigProfile{.server = api_server_of(desired), .field = "spec.scheduler"};
                    }},
};

constexpr std::array<std::string_view, 1> address_flag{"bind-address"};

/// The scheduler is up before it has found the API server, and a rehearsal has no API server.
bool serves(std::string_view log_line) { return log_line.contains("Serving securely on"); }

}  // namespace

constinit const ComponentRow scheduler_row{
    .id = scheduler,
    .status = model::ResourceKind::component,
    .spoken = "the scheduler",
    .noun = "scheduler",
    .outage = "no pod is given a node",
    .default_port = default_port,
    .port_field = "the flag secure-port under spec.scheduler.flags",
    .section = "spec.scheduler",
    .image_section = "spec.scheduler.image",
    .image_name = "localhost/k8s-kube-scheduler",
    .manifest_file = "kube-scheduler.yaml",
    .resources = small_resources,
    .configs = {},
    .log = LogSource::kube_scheduler,
    // Of all minors; /livez and /readyz are there from v1.31 on.
    .gate = {.live = "/healthz", .ready = "/healthz"},
    .rehearsal = {.replaced_flags = address_flag,
                  .stand_ins =
                      [](const DesiredState& /*desired*/) {
                          return std::vector<std::string>{"--bind-address=0.0.0.0"};
                      },
                  .has_come_far = serves,
                  .as_far_as = "serving its health",
                  .without = "an API server"},
    .command_line = scheduler_command_line,
    .other_files = [](const DesiredState& /*desired*/) { return std::vector<NamedFile>{}; },
    .materials = material_rows,
    .reads_at_start = [](const DesiredState& /*desired*/, std::string_view /*path*/) { return false; },
    .own_mounts = [](const DesiredState& /*desired*/) { return std::vector<Mount>{}; },
    .endpoint = scheduler_endpoint};

}  // namespace planekeeper::kubernetes
