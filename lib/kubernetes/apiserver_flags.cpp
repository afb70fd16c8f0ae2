#include <algorithm>

#include "kubernetes/command_line.hpp"
#include "kubernetes/known_failures.hpp"
#include "kubernetes/render.hpp"
#include "kubernetes/version_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::uint16_t default_secure_port = 6443;
/// The two settings of the flow-control cure belong together and to 1.20: later minors work without them, and
/// --runtime-config names a version that disappears (kubernetes/kubernetes#97525).
constexpr int flow_control_cure_minor = 20;

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ",") + item;
    return text;
}

std::string boolean(bool value) {
    return value ? "true" : "false";
}

/// The version's defaults, with what the user says laid over them.
std::map<std::string, bool> overlaid(std::map<std::string, bool> defaults, const std::map<std::string, bool>& user) {
    for (const auto& [name, value] : user) defaults.insert_or_assign(name, value);
    return defaults;
}

std::vector<std::string> admission_plugins(const model::DesiredState& desired) {
    if (!desired.apiserver.admission_plugins.empty()) return desired.apiserver.admission_plugins;
    auto plugins = version_facts(desired.version).admission_plugins;
    // Without a policy object this plugin refuses every pod.
    if (desired.policies.pods == model::PodPolicy::none) std::erase(plugins, "PodSecurityPolicy");
    return plugins;
}

std::vector<std::string> authorization_modes(const model::DesiredState& desired) {
    auto modes = desired.apiserver.authorization_modes;
    if (desired.authorization_webhook && std::ranges::find(modes, "Webhook") == modes.end()) modes.push_back("Webhook");
    return modes;
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
    const auto& facts = version_facts(desired.version);
    line["advertise-address"] = desired.address;
    line["anonymous-auth"] = boolean(apiserver.anonymous_auth);
    line["authorization-mode"] = joined(authorization_modes(desired));
    line["bind-address"] = apiserver.bind_address;
    if (apiserver.port != default_secure_port) line["secure-port"] = std::to_string(apiserver.port);
    line["enable-admission-plugins"] = joined(admission_plugins(desired));
    line["etcd-servers"] = joined(desired.etcd.servers);
    line["feature-gates"] = switches_text(overlaid(facts.feature_gates, apiserver.feature_gates));
    line["runtime-config"] = switches_text(overlaid(facts.runtime_config, apiserver.runtime_config));
    line["service-account-issuer"] = apiserver.service_account_issuer;
    line["service-account-api-audiences"] = joined(apiserver.service_account_audiences);
    line["service-cluster-ip-range"] = apiserver.service_cluster_ip_range;
    line["service-node-port-range"] = apiserver.service_node_port_range;
    if (facts.has_kubelet_https_flag) line["kubelet-https"] = "true";
}

/// kube-apiserver takes "_" for "-" in flag names (component-base cli/flag, WordSepNormalizeFunc).
std::string normalized(std::string name) {
    std::ranges::replace(name, '_', '-');
    return name;
}

void lay_over(CommandLine& line, const std::map<std::string, std::optional<std::string>>& flags) {
    for (const auto& [name, value] : flags) {
        if (value) {
            line.insert_or_assign(normalized(name), *value);
        } else {
            line.erase(normalized(name));
        }
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
    if (cures.contains(std::string{flow_control_cure}) && version.minor == flow_control_cure_minor) {
        set_in_list(line["feature-gates"], "APIPriorityAndFairness", false);
        set_in_list(line["runtime-config"], "flowcontrol.apiserver.k8s.io/v1beta1", false);
    }
}

/// Left empty, these mean their default; every other flag is written even when its value is empty, so that the API
/// server refuses what is wrong and does not fall back to an open default.
void drop_empty_lists(CommandLine& line) {
    for (const char* name : {"etcd-cafile", "etcd-certfile", "etcd-keyfile", "feature-gates", "runtime-config"}) {
        const auto found = line.find(name);
        if (found != line.end() && found->second.empty()) line.erase(found);
    }
}

}  // namespace

std::string switches_text(const std::map<std::string, bool>& switches) {
    std::vector<std::string> items;
    for (const auto& [name, on] : switches) items.push_back(name + "=" + boolean(on));
    return joined(items);
}

CommandLine apiserver_command_line(const model::DesiredState& desired, const Cures& cures) {
    CommandLine line;
    add_constants(line);
    add_key_material(line, desired);
    add_audit(line, desired.apiserver.audit);
    add_serving(line, desired);
    lay_over(line, desired.apiserver.flags);
    apply_cures(line, desired.version, cures);
    drop_empty_lists(line);
    return line;
}

std::vector<std::string> apiserver_flags(const model::DesiredState& desired, const Cures& cures) {
    std::vector<std::string> flags;
    for (const auto& [name, value] : apiserver_command_line(desired, cures)) flags.push_back("--" + name + "=" + value);
    flags.insert(flags.end(), desired.apiserver.extra_flags.begin(), desired.apiserver.extra_flags.end());
    return flags;
}

}  // namespace planekeeper::kubernetes
