#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "components/command_line.hpp"
#include "components/config_files.hpp"
#include "components/key_files.hpp"
#include "components/render.hpp"
#include "facts/config_kind_facts.hpp"
#include "facts/fitting.hpp"
#include "facts/flag_rendering.hpp"
#include "facts/flag_rows.hpp"
#include "facts/plugin_facts.hpp"
#include "facts/version_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr auto api_server = model::ComponentId::api_server;

const model::Component& own(const model::DesiredState& desired) { return desired.component(api_server); }

/// Items that the version does by itself, names differently or does not serve any more are left out (facts/fitting.hpp).
/// Refused items stay: lib/spec lets none of them through, and kube-apiserver would name them in its error.
model::Cause fitted(model::Cause item, const Fitting& fitting) {
    item.left_out = fitting.fate == Fate::left_out || fitting.fate == Fate::translated;
    if (item.left_out) item.origin.reason = fitting.message;
    return item;
}

Items admission_plugins(const model::DesiredState& desired) {
    constexpr const char* field = "spec.apiserver.admissionPlugins";
    const auto& declared = desired.apiserver.admission_plugins;
    Items items;
    const auto add = [&](const std::string& name, model::Origin origin) {
        items.push_back(fitted({name, std::move(origin)}, fit_plugin(name, desired.version.minor)));
    };
    for (std::size_t index = 0; index < declared.size(); ++index) add(declared[index], from_item(field, index));
    if (!declared.empty()) return items;
    for (const auto& name : version_facts(desired.version).admission_plugins) {
        // Without a policy object this plugin refuses every pod.
        if (name == pod_security_policy_plugin && desired.policies.pods == model::PodPolicy::none) continue;
        add(name, from_field(field));
    }
    return items;
}

/// The version's own switches, with the user's laid over them, sorted by name.
template <class Fit>
Items switches(SwitchKind kind, std::string_view field, const std::map<std::string, bool>& user, int minor, Fit fit) {
    std::map<std::string, model::Cause> items;
    for (const auto& row : rendered_switches()) {
        if (row.kind != kind || !row.minors.contains(minor)) continue;
        items[std::string{row.name}] = {switch_text(row.name, row.value),
                                        from_version(row.minors, row.reason, row.source)};
    }
    for (const auto& [name, value] : user) {
        items[name] = fitted({switch_text(name, value), from_entry(field, name)}, fit(name, value));
    }
    Items sorted;
    for (auto& [name, item] : items) sorted.push_back(std::move(item));
    return sorted;
}

Items feature_gates(const model::DesiredState& desired) {
    const int minor = desired.version.minor;
    return switches(SwitchKind::feature_gate, "spec.apiserver.featureGates", own(desired).feature_gates, minor,
                    [&](const auto& name, bool value) { return fit_gate(name, value, minor); });
}

Items runtime_config(const model::DesiredState& desired) {
    const int minor = desired.version.minor;
    return switches(SwitchKind::runtime_config, "spec.apiserver.runtimeConfig", desired.apiserver.runtime_config, minor,
                    [&](const auto& name, bool /*value*/) { return fit_api(name, minor); });
}

/// A flag that follows from a field.
void put(CommandLine& line, std::string_view flag, std::string value) {
    kubernetes::put(line, api_server, flag, std::move(value));
}

/// A flag that a field asks for and the version needs.
void put(CommandLine& line, std::string_view flag, std::string value, std::string field, model::Origin version) {
    auto& flag_line = line[std::string{flag}];
    flag_line = written(std::move(value), from_field(std::move(field)));
    flag_line.causes.push_back({.part = {}, .origin = std::move(version)});
}

void add_key_material(CommandLine& line, const model::DesiredState& desired) {
    const auto in_pki = [&](PkiFile file) { return pki_file(desired, file); };
    put(line, "client-ca-file", in_pki(PkiFile::authority_certificate));
    put(line, "kubelet-certificate-authority", in_pki(PkiFile::authority_certificate));
    put(line, "kubelet-client-certificate", in_pki(PkiFile::server_certificate));
    put(line, "kubelet-client-key", in_pki(PkiFile::server_key));
    put(line, "service-account-key-file", in_pki(PkiFile::service_account_certificate));
    put(line, "service-account-signing-key-file", in_pki(PkiFile::service_account_key));
    put(line, "tls-cert-file", in_pki(PkiFile::server_certificate));
    put(line, "tls-private-key-file", in_pki(PkiFile::server_key));
    line["encryption-provider-config"] = desired.encryption
                                             ? written(desired.encryption->file, from_field("spec.encryption.file"))
                                             : left_out(from_field("spec.encryption.provider"));
}

/// True when the user gives the flag a value, in contrast to removing it.
bool user_gives(const model::DesiredState& desired, std::string_view flag) {
    const auto removed = [&](const auto& entry) { return normalized_flag(entry.first) == flag && !entry.second; };
    return user_decides(own(desired), flag) && std::ranges::none_of(own(desired).flags, removed);
}

void add_authorization(CommandLine& line, const model::DesiredState& desired) {
    if (user_gives(desired, "authorization-config")) {
        for (const char* flag : {"authorization-mode", "authorization-webhook-config-file"}) {
            line[flag] = left_out(from_entry("spec.apiserver.flags", "authorization-config"));
        }
        return;
    }
    if (uses_authorization_configuration(desired)) {
        const auto& minors = stable_kind(authorization_kind, desired.version.minor)->accepted;
        put(line, "authorization-config", authorization_configuration_file(desired), "spec.authorizationWebhook",
            from_version(minors, "a stable file takes the place of the webhook's flags", "KEP-3221"));
        for (const char* flag : {"authorization-mode", "authorization-webhook-config-file"}) {
            line[flag] = left_out(from_version(minors, "it excludes --authorization-config",
                                               "kubernetes pkg/kubeapiserver/options/authorization.go"));
        }
        return;
    }
    line["authorization-mode"] = written(authorization_modes(desired));
    if (desired.authorization_webhook) {
        put(line, "authorization-webhook-config-file", desired.authorization_webhook->config_file);
    }
}

void add_admission(CommandLine& line, const model::DesiredState& desired) {
    line["enable-admission-plugins"] = written(admission_plugins(desired));
    if (desired.policies.pods == model::PodPolicy::none) {
        line["admission-control-config-file"] = left_out(from_field("spec.policies.pods"));
    }
    if (!uses_admission_configuration(desired)) return;
    put(line, "admission-control-config-file", std::string{admission_configuration_file}, "spec.policies.pods",
        from_version(stable_kind(pod_security_kind, desired.version.minor)->accepted,
                     "Pod Security admission takes the place of PodSecurityPolicy", "KEP-2579"));
}

Items items_of(std::string_view field, const std::vector<std::string>& values) {
    Items items;
    for (std::size_t index = 0; index < values.size(); ++index) {
        items.push_back({values[index], from_item(field, index)});
    }
    return items;
}

void add_lists(CommandLine& line, const model::DesiredState& desired) {
    const auto& apiserver = desired.apiserver;
    line["etcd-servers"] = written(items_of("spec.etcd.servers", desired.etcd.servers));
    line["feature-gates"] = written(feature_gates(desired));
    line["runtime-config"] = written(runtime_config(desired));
    line["api-audiences"] =
        written(items_of("spec.apiserver.serviceAccountAudiences", apiserver.service_account_audiences));
    line["service-account-api-audiences"] = line["api-audiences"];
}

void add_translated_gates(CommandLine& line, const model::DesiredState& desired) {
    for (const auto& [name, on] : own(desired).feature_gates) {
        const auto fitting = fit_gate(name, on, desired.version.minor);
        if (fitting.fate != Fate::translated) continue;
        auto flag = written_flag(flag_for_gate(name));
        auto origin = from_entry("spec.apiserver.featureGates", name);
        origin.reason = fitting.message;
        line[flag.name] = written(std::move(flag.value), std::move(origin));
    }
}

/// Puts "name=value" into a comma-separated list in place of the entry of the same name.
void set_in_list(model::Written& list, const std::string& name, bool value, model::Origin origin) {
    const std::string before = list.value.value_or("");
    std::vector<std::string> items;
    for (std::size_t begin = 0; begin < before.size();) {
        const auto end = std::min(before.find(',', begin), before.size());
        auto item = before.substr(begin, end - begin);
        if (!item.empty() && item != name && !item.starts_with(fmt::format("{}=", name)))
            items.push_back(std::move(item));
        begin = end + 1;
    }
    std::erase_if(list.causes, [&](const auto& cause) { return cause.part.starts_with(fmt::format("{}=", name)); });
    list.causes.push_back({switch_text(name, value), std::move(origin)});
    items.push_back(list.causes.back().part);
    std::ranges::sort(items);
    list.value = fmt::format("{}", fmt::join(items, ","));
}

void apply_cures(CommandLine& line, const model::KubernetesVersion& version, const Cures& cures) {
    for (const auto& row : cure_switches()) {
        if (!row.minors.contains(version.minor) || !cures.contains(std::string{row.cure})) continue;
        const char* const flag = row.kind == SwitchKind::feature_gate ? "feature-gates" : "runtime-config";
        set_in_list(line[flag], std::string{row.name}, row.value,
                    {.kind = model::OriginKind::cure,
                     .name = std::string{row.cure},
                     .reason = fmt::format("kube-apiserver failed on this node by {}", row.failure),
                     .source = std::string{row.source}});
    }
}

}  // namespace

Items authorization_modes(const model::DesiredState& desired) {
    auto modes = items_of("spec.apiserver.authorizationModes", desired.apiserver.authorization_modes);
    if (desired.authorization_webhook && std::ranges::find(modes, "Webhook", &model::Cause::part) == modes.end()) {
        modes.push_back({"Webhook", from_field("spec.authorizationWebhook")});
    }
    return modes;
}

CommandLine api_server_command_line(const model::DesiredState& desired, const Cures& cures) {
    CommandLine line;
    put_rows(line, api_server, desired);
    add_key_material(line, desired);
    add_authorization(line, desired);
    add_lists(line, desired);
    add_admission(line, desired);
    add_translated_gates(line, desired);
    hold_to_version(line, api_server, desired.version.minor);
    lay_over(line, api_server, own(desired).flags);
    apply_cures(line, desired.version, cures);
    drop_empty_values(line, api_server);
    return line;
}

}  // namespace planekeeper::kubernetes
