#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ip.hpp"
#include "components/component_row.hpp"
#include "components/key_files.hpp"
#include "facts/api_facts.hpp"
#include "facts/config_kind_facts.hpp"
#include "facts/flag_rows.hpp"
#include "facts/gate_facts.hpp"
#include "facts/minors.hpp"
#include "facts/release_facts.hpp"
#include "facts/version_facts.hpp"
#include "spec/findings.hpp"
#include "spec/sections.hpp"

// Things that exist in a version and do not go together there.

namespace planekeeper::spec {

namespace {

using model::DesiredState;

struct GivenFlag {
    std::string path;
    std::string value;
};

/// What the user gives the flag, and where; the last one counts.
std::optional<GivenFlag> given(const DesiredState& state, std::string_view name) {
    std::optional<GivenFlag> found;
    const auto& api_server = state.component(model::ComponentId::api_server);
    const auto flag = api_server.flags.find(std::string{name});
    if (flag != api_server.flags.end() && flag->second) {
        found = GivenFlag{fmt::format("spec.apiserver.flags.{}", name), *flag->second};
    }
    const auto& extra = api_server.extra_flags;
    for (std::size_t index = 0; index < extra.size(); ++index) {
        auto written = kubernetes::written_flag(extra[index]);
        if (written.name == name) {
            found = GivenFlag{fmt::format("spec.apiserver.extraFlags[{}]", index), std::move(written.value)};
        }
    }
    return found;
}

/// The user's word, the version's default of planekeeper, or kube-apiserver's own.
bool gate_is_on(const DesiredState& state, std::string_view name) {
    const std::string gate{name};
    for (const auto* const gates : {&state.component(model::ComponentId::api_server).feature_gates,
                                    &kubernetes::version_facts(state.version).feature_gates}) {
        if (const auto found = gates->find(gate); found != gates->end()) return found->second;
    }
    const auto* const fact = kubernetes::gate_in(name, state.version.minor);
    return fact == nullptr || fact->by_default;
}

/// The file takes the place of all authorization flags (kubernetes pkg/kubeapiserver/options/authorization.go).
void check_authorization_config(const DesiredState& state, Findings& findings) {
    if (!given(state, "authorization-config")) return;
    for (const std::string field : {"spec.authorizationWebhook", "spec.apiserver.authorizationModes"}) {
        if (!findings.has(field)) continue;
        findings.add_at(field, "has no effect beside your own --authorization-config",
                        "say it in that file, or delete the flag");
    }
}

/// A file whose kind is still behind a feature gate in this minor.
void check_gated_files(const DesiredState& state, Findings& findings) {
    const int minor = state.version.minor;
    for (const std::string_view flag : {"authentication-config", "authorization-config"}) {
        const auto file = given(state, flag);
        if (!file) continue;
        for (const auto& row : kubernetes::config_kind_facts()) {
            if (row.flag != flag || row.gate.empty() || !row.accepted.contains(minor)) continue;
            if (gate_is_on(state, row.gate)) break;
            findings.add_at(file->path,
                            fmt::format("{} reads this file only with the feature gate {}",
                                        kubernetes::minor_name(minor), row.gate),
                            fmt::format("set spec.apiserver.featureGates.{}: true", row.gate));
            break;
        }
    }
}

void check_needed_apis(const DesiredState& state, Findings& findings) {
    const auto& apis = state.apiserver.runtime_config;
    for (const auto& row : kubernetes::needed_api_facts()) {
        const std::string api{row.group_version};
        const auto found = apis.find(api);
        if (!row.needed.contains(state.version.minor) || found == apis.end() || found->second) continue;
        const auto flag = given(state, row.flag);
        if (!gate_is_on(state, row.gate) || (flag && flag->value == "false")) continue;
        findings.add_at(fmt::format("spec.apiserver.runtimeConfig.{}", path_part(api)),
                        "kube-apiserver does not start without this API as long as it needs it",
                        fmt::format("set spec.apiserver.featureGates.{}: false too, or delete the line", row.gate));
    }
}

/// validation.go from v1.32 on: a signer outside and key files exclude each other.
void check_signing_endpoint(const DesiredState& state, Findings& findings) {
    const auto endpoint = given(state, "service-account-signing-endpoint");
    if (!endpoint) return;
    findings.add_at(endpoint->path, "cannot stand beside the service account key that planekeeper keeps",
                    fmt::format("delete the line: tokens are signed with <pki.directory>/{}",
                                name_of(kubernetes::PkiFile::service_account_key)));
}

/// Before dual-stack was locked on, two ranges end a server without the gate (KEP-563).
void check_dual_stack(const DesiredState& state, Findings& findings) {
    constexpr std::string_view gate = "IPv6DualStack";
    constexpr std::string_view field = "spec.apiserver.serviceClusterIPRange";
    const auto& ranges = state.apiserver.service_cluster_ip_range;
    if (!ranges.contains(',')) return;
    if (!gate_is_on(state, gate)) {
        findings.add_at(std::string{field},
                        fmt::format("{} takes two ranges only with the feature gate {}",
                                    kubernetes::minor_name(state.version.minor), gate),
                        fmt::format("set spec.apiserver.featureGates.{}: true, or keep one range", gate));
    }
    // kubernetes pkg/controlplane: the service "kubernetes" has the family of its endpoint.
    const bool first_is_ipv6 = looks_like_ipv6(ranges.substr(0, ranges.find(',')));
    if (first_is_ipv6 != looks_like_ipv6(state.address) && !state.address.empty()) {
        findings.add_at(std::string{field}, "the first range is not of the family of spec.address",
                        "write the two the other way round");
    }
}

void check_disabled_plugins(const DesiredState& state, Findings& findings) {
    const auto disabled = given(state, "disable-admission-plugins");
    if (!disabled) return;
    const std::string list = fmt::format(",{},", disabled->value);
    for (const auto& plugin : state.apiserver.admission_plugins) {
        if (!list.contains(fmt::format(",{},", plugin))) continue;
        findings.add_at(disabled->path, fmt::format("the admission plugin {} is enabled and disabled", plugin),
                        findings.has("spec.apiserver.admissionPlugins")
                            ? "take it out of spec.apiserver.admissionPlugins"
                            : "list the others under spec.apiserver.admissionPlugins");
    }
}

void check_audit_policy_version(const DesiredState& state, Findings& findings) {
    if (!state.apiserver.audit.policy) return;
    const std::string& policy = *state.apiserver.audit.policy;
    for (const auto& row : kubernetes::config_kind_facts()) {
        if (row.flag != "audit-policy-file" || row.accepted.contains(state.version.minor)) continue;
        const std::string line = fmt::format("apiVersion: {}", row.api_version);
        if (!policy.starts_with(fmt::format("{}\n", line)) && !policy.contains(fmt::format("\n{}\n", line))) continue;
        findings.add_at(
            "spec.apiserver.audit.policy",
            fmt::format("{} does not read {}", kubernetes::minor_name(state.version.minor), row.api_version),
            "write apiVersion: audit.k8s.io/v1");
    }
}

/// "v1.20.1" of "https://dl.k8s.io/v1.20.1/bin/…": a whole part of the path that is a version.
std::string version_in_path(std::string_view url) {
    constexpr std::string_view version_letters = "0123456789.";
    for (std::size_t at = url.find("/v1."); at != std::string_view::npos; at = url.find("/v1.", at + 1)) {
        const auto part = url.substr(at + 1, url.find('/', at + 1) - at - 1);
        const bool version =
            part.find_first_not_of(version_letters, 1) == std::string_view::npos && std::ranges::count(part, '.') == 2;
        if (version && url.size() > at + 1 + part.size()) return std::string{part};
    }
    return {};
}

void check_download(const kubernetes::ComponentRow& row, const DesiredState& state, Findings& findings) {
    const std::string field = fmt::format("{}.source.url", row.image_section);
    const auto* const download = std::get_if<model::BinaryUrl>(&state.component(row.id).image.source);
    if (download == nullptr || !findings.has(field)) return;
    const auto named = version_in_path(download->url);
    const auto wanted = model::to_string(state.version);
    if (named.empty() || named == wanted) return;
    findings.add_at(field, fmt::format("is the address of {}, but kubernetesVersion is {}", named, wanted),
                    "change one of them; without url the release location for version and architecture is used");
}

}  // namespace

void check_version_conflicts(const DesiredState& state, Findings& findings) {
    check_authorization_config(state, findings);
    check_gated_files(state, findings);
    check_needed_apis(state, findings);
    check_signing_endpoint(state, findings);
    check_dual_stack(state, findings);
    check_disabled_plugins(state, findings);
    check_audit_policy_version(state, findings);
    for (const auto* row : kubernetes::declared_rows(state)) check_download(*row, state, findings);
}

void check_architecture(const DesiredState& state, const Environment& environment, Findings& findings) {
    if (kubernetes::has_server(environment.architecture, state.version.minor)) return;
    for (const auto* row : kubernetes::declared_rows(state)) {
        const auto* const download = std::get_if<model::BinaryUrl>(&state.component(row->id).image.source);
        const std::string section{row->image_section};
        if (download == nullptr || findings.has(fmt::format("{}.source.url", section))) continue;
        findings.add_at("spec.kubernetesVersion",
                        fmt::format("there is no {} of {} for {}", to_string(row->id),
                                    kubernetes::minor_name(state.version.minor), environment.architecture),
                        fmt::format("name a binary of your own under {}.source, or run a 64-bit system", section));
    }
}

}  // namespace planekeeper::spec
