#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "components/component_row.hpp"
#include "facts/fitting.hpp"
#include "facts/flag_rows.hpp"
#include "facts/gate_facts.hpp"
#include "facts/plugin_facts.hpp"
#include "spec/findings.hpp"
#include "spec/sections.hpp"
#include "spec/spelling.hpp"

// Names that only some versions of Kubernetes have. kube-apiserver ends at the first that it does not know, before it
// serves, so all of them are found here, before anything on the node is touched.

namespace planekeeper::spec {

namespace {

using kubernetes::Fate;
using kubernetes::Fitting;

/// Reports what the version refuses or does not know. A name that is left out or translated is a note in the plan and no
/// problem.
void judge(const Fitting& fitting, std::string_view name, const std::vector<std::string>& known,
           const std::string& path, Findings& findings) {
    if (fitting.fate == Fate::refused) findings.add_at(path, fitting.message, fitting.hint);
    if (fitting.fate != Fate::unknown) return;
    const auto near = nearest(name, known);
    findings.add_at(path, fitting.message, near ? fmt::format("did you mean {}?", quoted(*near)) : "delete it");
}

void judge_flag(model::ComponentId id, std::string_view name, int minor, const std::string& path, Findings& findings) {
    judge(kubernetes::fit_flag(id, name, minor), name, kubernetes::flags_of(id, minor), path, findings);
}

void judge_plugin(std::string_view name, int minor, const std::string& path, Findings& findings) {
    judge(kubernetes::fit_plugin(name, minor), name, kubernetes::plugins_of(minor), path, findings);
}

void judge_gate(std::string_view name, bool on, int minor, const std::string& path, Findings& findings) {
    judge(kubernetes::fit_gate(name, on, minor), name, kubernetes::gates_of(minor), path, findings);
}

/// Calls `use` with each part of a comma-separated list.
template <class Use>
void each_item(std::string_view list, Use use) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (comma != 0) use(list.substr(0, comma));
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
}

/// A flag whose value is made of names: written as they stand, so nothing in them is left out for the user.
void judge_value(std::string_view flag, std::string_view value, int minor, const std::string& path,
                 Findings& findings) {
    if (flag != "disable-admission-plugins") return;
    each_item(value, [&](std::string_view plugin) {
        auto fitting = kubernetes::fit_plugin(plugin, minor);
        if (fitting.fate == Fate::left_out) fitting.fate = Fate::refused;
        judge(fitting, plugin, kubernetes::plugins_of(minor), path, findings);
    });
}

void check_component(const kubernetes::ComponentRow& row, const model::DesiredState& state, Findings& findings) {
    const int minor = state.version.minor;
    const auto& component = state.component(row.id);
    const std::string section{row.section};
    for (const auto& [name, value] : component.flags) {
        const std::string path = fmt::format("{}.flags.{}", section, path_part(name));
        // Taking away what is not there does no harm; taking away what never was is a slip of the pen.
        const bool is_unknown = kubernetes::fit_flag(row.id, name, minor).fate == Fate::unknown;
        if (value || is_unknown) judge_flag(row.id, name, minor, path, findings);
        if (value) judge_value(name, *value, minor, path, findings);
    }
    for (std::size_t index = 0; index < component.extra_flags.size(); ++index) {
        const auto flag = kubernetes::written_flag(component.extra_flags[index]);
        const std::string path = fmt::format("{}.extraFlags[{}]", section, index);
        judge_flag(row.id, flag.name, minor, path, findings);
        judge_value(flag.name, flag.value, minor, path, findings);
    }
    for (const auto& [name, on] : component.feature_gates) {
        judge_gate(name, on, minor, fmt::format("{}.featureGates.{}", section, path_part(name)), findings);
    }
}

}  // namespace

void check_version(const model::DesiredState& state, Findings& findings) {
    const int minor = state.version.minor;
    const auto& apiserver = state.apiserver;
    for (const auto* row : kubernetes::declared_rows(state)) check_component(*row, state, findings);
    for (std::size_t index = 0; index < apiserver.admission_plugins.size(); ++index) {
        judge_plugin(apiserver.admission_plugins[index], minor,
                     fmt::format("spec.apiserver.admissionPlugins[{}]", index), findings);
    }
    for (const auto& [key, on] : apiserver.runtime_config) {
        const auto fitting = kubernetes::fit_api(key, minor);
        judge(fitting, key, {}, fmt::format("spec.apiserver.runtimeConfig.{}", path_part(key)), findings);
    }
    check_version_conflicts(state, findings);
}

}  // namespace planekeeper::spec
