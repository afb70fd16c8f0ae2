#include <algorithm>

#include "components/command_line.hpp"
#include "components/config_files.hpp"
#include "components/render.hpp"
#include "facts/fitting.hpp"
#include "facts/flag_rendering.hpp"
#include "facts/flag_rows.hpp"
#include "facts/version_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::uint16_t default_secure_port = 6443;

const model::Component& own(const model::DesiredState& desired) {
    return desired.component(model::ComponentId::api_server);
}

/// The version's defaults, with what the user says laid over them.
std::map<std::string, bool> overlaid(std::map<std::string, bool> defaults, const std::map<std::string, bool>& user) {
    for (const auto& [name, value] : user) defaults.insert_or_assign(name, value);
    return defaults;
}

/// What the version does by itself, or has another word for, is not written (facts/fitting.hpp). What it refuses
/// is: lib/spec lets nothing of that kind through, and kube-apiserver names it.
bool written(const Fitting& fitting) { return fitting.fate != Fate::left_out && fitting.fate != Fate::translated; }

std::vector<std::string> admission_plugins(const model::DesiredState& desired) {
    auto plugins = desired.apiserver.admission_plugins;
    if (plugins.empty()) {
        plugins = version_facts(desired.version).admission_plugins;
        // Without a policy object this plugin refuses every pod.
        if (desired.policies.pods == model::PodPolicy::none) std::erase(plugins, "PodSecurityPolicy");
    }
    std::erase_if(plugins, [&](const auto& name) { return !written(fit_plugin(name, desired.version.minor)); });
    return plugins;
}

std::string feature_gates(const model::DesiredState& desired) {
    auto gates = overlaid(version_facts(desired.version).feature_gates, own(desired).feature_gates);
    std::erase_if(gates,
                  [&](const auto& gate) { return !written(fit_gate(gate.first, gate.second, desired.version.minor)); });
    return switches_text(gates);
}

std::string runtime_config(const model::DesiredState& desired) {
    auto apis = overlaid(version_facts(desired.version).runtime_config, desired.apiserver.runtime_config);
    std::erase_if(apis, [&](const auto& api) { return !written(fit_api(api.first, desired.version.minor)); });
    return switches_text(apis);
}

/// The hand-made procedure's constants: sized for a small control plane, not worth a field each.
void add_constants(CommandLine& line) {
    line["allow-privileged"] = "true";
    line["apiserver-count"] = "1";
    line["authentication-token-webhook-cache-ttl"] = "2m";
    line["authentication-token-webhook-version"] = "v1";
    line["event-ttl"] = "1h";
    line["http2-max-streams-per-connection"] = "3000";
    line["max-mutating-requests-inflight"] = "1000";
    line["max-requests-inflight"] = "3000";
    line["v"] = "2";
}

void add_key_material(CommandLine& line, const model::DesiredState& desired) {
    const auto in_pki = [&](const char* name) { return desired.pki.directory + "/" + name; };
    line["client-ca-file"] = in_pki("ca.pem");
    line["kubelet-certificate-authority"] = in_pki("ca.pem");
    line["kubelet-client-certificate"] = in_pki("kubernetes.pem");
    line["kubelet-client-key"] = in_pki("kubernetes-key.pem");
    line["service-account-key-file"] = in_pki("service-account.pem");
    line["service-account-signing-key-file"] = in_pki("service-account-key.pem");
    line["tls-cert-file"] = in_pki("kubernetes.pem");
    line["tls-private-key-file"] = in_pki("kubernetes-key.pem");
    line["etcd-cafile"] = desired.etcd.ca_file;
    line["etcd-certfile"] = desired.etcd.certificate_file;
    line["etcd-keyfile"] = desired.etcd.key_file;
    if (desired.encryption) line["encryption-provider-config"] = desired.encryption->file;
}

/// True when the user gives the flag a value, in contrast to removing it.
bool user_gives(const model::DesiredState& desired, std::string_view flag) {
    const auto removed = [&](const auto& entry) { return normalized_flag(entry.first) == flag && !entry.second; };
    return user_decides(own(desired), flag) && std::ranges::none_of(own(desired).flags, removed);
}

void add_authorization(CommandLine& line, const model::DesiredState& desired) {
    if (user_gives(desired, "authorization-config")) return;  // the user's file and the mode exclude each other
    if (uses_authorization_configuration(desired)) {
        line["authorization-config"] = authorization_configuration_file(desired);
        return;
    }
    line["authorization-mode"] = joined(authorization_modes(desired));
    if (desired.authorization_webhook) {
        line["authorization-webhook-config-file"] = desired.authorization_webhook->config_file;
    }
}

void add_audit(CommandLine& line, const model::Audit& audit) {
    if (!audit.enabled) return;
    line["audit-log-maxage"] = std::to_string(audit.max_age_days);
    line["audit-log-maxbackup"] = std::to_string(audit.max_backups);
    line["audit-log-maxsize"] = std::to_string(audit.max_size_megabytes);
    line["audit-log-path"] = "/var/log/audit.log";
    line["audit-policy-file"] = audit.policy_file;  // without one not a line is logged (measured on v1.20.2)
}

void add_serving(CommandLine& line, const model::DesiredState& desired) {
    const auto& apiserver = desired.apiserver;
    line["advertise-address"] = desired.address;
    line["anonymous-auth"] = boolean(apiserver.anonymous_auth);
    line["bind-address"] = apiserver.bind_address;
    if (apiserver.port != default_secure_port) line["secure-port"] = std::to_string(apiserver.port);
    line["enable-admission-plugins"] = joined(admission_plugins(desired));
    line["etcd-servers"] = joined(desired.etcd.servers);
    line["feature-gates"] = feature_gates(desired);
    line["runtime-config"] = runtime_config(desired);
    line["service-account-issuer"] = apiserver.service_account_issuer;
    line["api-audiences"] = joined(apiserver.service_account_audiences);
    line["service-account-api-audiences"] = line["api-audiences"];
    line["service-cluster-ip-range"] = apiserver.service_cluster_ip_range;
    line["service-node-port-range"] = apiserver.service_node_port_range;
    line["kubelet-https"] = "true";
    if (uses_admission_configuration(desired)) {
        line["admission-control-config-file"] = admission_configuration_file;
    }
}

void add_translated_gates(CommandLine& line, const model::DesiredState& desired) {
    for (const auto& [name, on] : own(desired).feature_gates) {
        if (fit_gate(name, on, desired.version.minor).fate != Fate::translated) continue;
        auto flag = written_flag(flag_for_gate(name));
        line[flag.name] = std::move(flag.value);
    }
}

/// Puts "name=value" into a comma-separated list in place of what the list says of that name.
void set_in_list(std::string& list, const std::string& name, bool value) {
    std::vector<std::string> items;
    for (std::size_t begin = 0; begin < list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        auto item = list.substr(begin, end - begin);
        if (!item.empty() && item != name && !item.starts_with(name + "=")) items.push_back(std::move(item));
        begin = end + 1;
    }
    items.push_back(name + "=" + boolean(value));
    std::ranges::sort(items);
    list = joined(items);
}

void apply_cures(CommandLine& line, const model::KubernetesVersion& version, const Cures& cures) {
    for (const auto& row : cure_switches()) {
        if (!row.minors.contains(version.minor) || !cures.contains(std::string{row.cure})) continue;
        const char* const flag = row.kind == SwitchKind::feature_gate ? "feature-gates" : "runtime-config";
        set_in_list(line[flag], std::string{row.name}, row.value);
    }
}

}  // namespace

std::vector<std::string> authorization_modes(const model::DesiredState& desired) {
    auto modes = desired.apiserver.authorization_modes;
    if (desired.authorization_webhook && std::ranges::find(modes, "Webhook") == modes.end()) modes.push_back("Webhook");
    return modes;
}

CommandLine api_server_command_line(const model::DesiredState& desired, const Cures& cures) {
    CommandLine line;
    add_constants(line);
    add_key_material(line, desired);
    add_audit(line, desired.apiserver.audit);
    add_authorization(line, desired);
    add_serving(line, desired);
    add_translated_gates(line, desired);
    hold_to_version(line, model::ComponentId::api_server, desired.version.minor);
    lay_over(line, own(desired).flags);
    apply_cures(line, desired.version, cures);
    drop_empty_values(line, model::ComponentId::api_server);
    return line;
}

}  // namespace planekeeper::kubernetes
