#include "facts/fitting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "facts/api_facts.hpp"
#include "facts/flag_rows.hpp"
#include "facts/gate_facts.hpp"
#include "facts/plugin_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

/// A gate that can no longer be set, and the flag that says the same in every minor.
struct GateFlag {
    std::string_view gate;
    bool value = false;
    std::string_view flag;
};
constexpr std::array gate_flags{
    // k8s.io/apiserver pkg/server/options; accepted by running servers from v1.20 to v1.36.
    GateFlag{"APIPriorityAndFairness", false, "--enable-priority-and-fairness=false"},
};

Fitting not_yet(const std::string& what, int minor, int first) {
    return {Fate::refused,
            fmt::format("{} does not have {}: it comes with {}", minor_name(minor), what, minor_name(first)),
            "delete it, or take a newer version"};
}

Fitting no_longer(const std::string& what, int minor, int last, std::string_view instead) {
    return {Fate::refused,
            fmt::format("{} does not have {}: it was removed in {}", minor_name(minor), what, minor_name(last + 1)),
            instead.empty() ? "delete it" : std::string{instead}};
}

Fitting unknown(std::string_view whose, const std::string& what) {
    return {Fate::unknown, fmt::format("no supported version of {} has {}", whose, what), ""};
}

const GateFlag* flag_of(std::string_view gate, bool on) {
    const auto* const found =
        std::ranges::find_if(gate_flags, [&](const auto& row) { return row.gate == gate && row.value == on; });
    return found == gate_flags.end() ? nullptr : found;
}

/// The newest row from before a minor that does not know the gate any more.
const GateFact& last_row_before(std::string_view name, int minor) {
    const auto rows = rows_of_gate(name);
    const auto* last = &rows.front();
    for (const auto& row : rows) {
        if (row.known.last < minor) last = &row;
    }
    return *last;
}

/// True when the version does by itself what the gate was set to. Of a gate that went while it was alpha or beta only
/// "off" is certain: the feature may be gone as well.
bool settled(const GateFact& last, bool on) {
    const bool graduated = last.stage == GateStage::ga || last.stage == GateStage::deprecated;
    return last.by_default == on && (graduated || !on);
}

Fitting fit_former_gate(std::string_view name, bool on, int minor) {
    const auto what = fmt::format("the feature gate {}", name);
    const auto& last = last_row_before(name, minor);
    if (!settled(last, on)) return no_longer(what, minor, last.known.last, "");
    return {Fate::left_out,
            fmt::format("{} is not written: since {} the feature is {} for good", what, minor_name(last.known.last + 1),
                        on ? "on" : "off or gone"),
            "delete it"};
}

}  // namespace

Fitting fit_flag(model::ComponentId id, std::string_view name, int minor) {
    const auto what = fmt::format("the flag --{}", normalized_flag(name));
    const auto* const flag = find_flag(id, name);
    if (flag == nullptr) return unknown(to_string(id), what);
    if (flag->known.contains(minor)) return {};
    if (minor < flag->known.first) return not_yet(what, minor, flag->known.first);
    return no_longer(what, minor, flag->known.last, flag->instead);
}

Fitting fit_plugin(std::string_view name, int minor) {
    const auto what = fmt::format("the admission plugin {}", name);
    const auto* const plugin = find_plugin(name);
    if (plugin == nullptr) return unknown("kube-apiserver", what);
    if (plugin->known.contains(minor)) return {};
    if (minor < plugin->known.first) return not_yet(what, minor, plugin->known.first);
    if (name != pod_security_policy_plugin) return no_longer(what, minor, plugin->known.last, plugin->instead);
    return {Fate::left_out,
            fmt::format("{} is not written: {} does not have it, and Pod Security admission is on", what,
                        minor_name(minor)),
            std::string{plugin->instead}};
}

Fitting fit_gate(std::string_view name, bool on, int minor) {
    const auto what = fmt::format("the feature gate {}", name);
    const auto rows = rows_of_gate(name);
    if (rows.empty()) return unknown("Kubernetes", what);
    const auto* const row = gate_in(name, minor);
    if (row != nullptr && (!row->locked || row->by_default == on)) return {};
    if (row == nullptr && minor < rows.front().known.first) return not_yet(what, minor, rows.front().known.first);
    if (const auto* const flag = flag_of(name, on)) {
        return {Fate::translated,
                fmt::format("{} is written in place of {}, which {} {}", flag->flag, what, minor_name(minor),
                            row == nullptr ? "does not have" : "has locked"),
                "set it under spec.apiserver.flags"};
    }
    if (row == nullptr) return fit_former_gate(name, on, minor);
    return {Fate::refused, fmt::format("{} is locked to {} in {}", what, row->by_default, minor_name(minor)),
            "delete it"};
}

Fitting fit_api(std::string_view key, int minor) {
    const auto slash = key.find('/');
    const auto group_version = key.substr(0, slash == std::string_view::npos ? slash : key.find('/', slash + 1));
    const auto* const api = find_api(group_version);
    if (api == nullptr || api->served.contains(minor) || api->back.contains(minor)) return {};
    const auto what = fmt::format("the API {}", group_version);
    if (minor < api->served.first) return not_yet(what, minor, api->served.first);
    const auto instead = api->instead.empty() ? "" : fmt::format(", see {}", api->instead);
    return {Fate::left_out,
            fmt::format("{} is not written: {} does not serve it any more{}", what, minor_name(minor), instead),
            "delete it"};
}

std::string flag_for_gate(std::string_view name) {
    const auto* const found = std::ranges::find(gate_flags, name, &GateFlag::gate);
    return std::string{found->flag};
}

}  // namespace planekeeper::kubernetes
