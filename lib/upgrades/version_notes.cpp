#include "upgrades/version_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "components/artefacts.hpp"
#include "components/component_row.hpp"
#include "facts/api_facts.hpp"
#include "facts/fitting.hpp"
#include "facts/flag_rendering.hpp"
#include "facts/flag_rows.hpp"
#include "facts/node_facts.hpp"
#include "facts/release_facts.hpp"
#include "facts/version_facts.hpp"
#include "upgrades/version_step.hpp"

namespace planekeeper::kubernetes {

namespace {

using Notes = std::vector<std::string>;
using model::DesiredState;

void add_fitting(Notes& notes, const Fitting& fitting) {
    if (fitting.fate == Fate::left_out || fitting.fate == Fate::translated) {
        notes.push_back(fitting.hint.empty() ? fitting.message : fmt::format("{} ({})", fitting.message, fitting.hint));
    }
}

void add_deprecated(Notes& notes, model::ComponentId id, std::string_view name, int minor) {
    const auto* const flag = find_flag(id, name);
    if (flag == nullptr || flag->deprecated == 0 || minor < flag->deprecated || !flag->known.contains(minor)) return;
    const auto instead = flag->instead.empty() ? "" : fmt::format(" ({})", flag->instead);
    notes.push_back(fmt::format("the flag --{} is deprecated in {}{}", flag->name, minor_name(minor), instead));
}

/// Everything that follows from a desired state and may differ between minors.
struct Rendering {
    CommandLine line;
    std::vector<Artefact> files;
    std::size_t objects = 0;

    explicit Rendering(const DesiredState& desired)
        : line(row_of(model::ComponentId::api_server).command_line(desired, {})),
          files(files_of(desired, {ArtefactKind::configuration})),
          objects(api_objects(desired).size()) {}
};

/// The version's reason for the flag, or for a part of its value that the other version does not have.
std::string reason_of(const model::Written& line, const model::Written& other) {
    for (const auto& [part, origin, left_out] : line.causes) {
        const bool is_fact =
            origin.kind == model::OriginKind::version || origin.kind == model::OriginKind::other_versions;
        if (!is_fact) continue;
        const auto source = origin.source.starts_with("KEP-") ? fmt::format(" ({})", origin.source) : "";
        if (part.empty()) return fmt::format(": {}{}", origin.reason, source);
        if (std::ranges::find(other.causes, part, &model::Cause::part) != other.causes.end()) continue;
        return fmt::format(" ({}: {})", part.substr(0, part.find('=')), origin.reason);
    }
    return {};
}

void compare_flag(Notes& notes, const std::string& name, const model::Written& before, const model::Written& after) {
    if (before.value == after.value) return;
    if (!after.value) {
        const auto why = reason_of(after, before);
        notes.push_back(fmt::format("--{} is no longer written{}", name, why.empty() ? reason_of(before, after) : why));
    } else if (!before.value) {
        notes.push_back(fmt::format("--{}={} is written{}", name, *after.value, reason_of(after, before)));
    } else {
        notes.push_back(fmt::format("--{} becomes {}{}", name, after.value->empty() ? "empty" : *after.value,
                                    reason_of(before, after)));
    }
}

void compare_flags(Notes& notes, const CommandLine& before, const CommandLine& after) {
    const model::Written none;
    const auto at = [&](const CommandLine& line, const std::string& name) -> const model::Written& {
        const auto found = line.find(name);
        return found == line.end() ? none : found->second;
    };
    for (const auto& [name, written] : before) {
        if (!at(after, name).value) compare_flag(notes, name, written, at(after, name));
    }
    for (const auto& [name, written] : after) {
        if (written.value) compare_flag(notes, name, at(before, name), written);
    }
}

void compare_files(Notes& notes, const Rendering& before, const Rendering& after) {
    const auto missing_in = [](const std::vector<Artefact>& files, const Artefact& file) {
        return std::ranges::find(files, file.path, &Artefact::path) == files.end();
    };
    for (const auto& file : after.files) {
        if (missing_in(before.files, file)) notes.push_back(fmt::format("{} is new", file.path));
    }
    for (const auto& file : before.files) {
        if (missing_in(after.files, file)) notes.push_back(fmt::format("{} is no longer needed", file.path));
    }
}

void compare_node(Notes& notes, const DesiredState& before, const DesiredState& after) {
    for (const auto& taint : before.taints) {
        if (std::ranges::find(after.taints, taint) == after.taints.end()) {
            notes.push_back(fmt::format("the taint {}:{} goes", taint.key, taint.effect));
        }
    }
    for (const auto& taint : after.taints) {
        if (std::ranges::find(before.taints, taint) == before.taints.end()) {
            notes.push_back(fmt::format("the taint {}:{} comes", taint.key, taint.effect));
        }
    }
    const bool had_annotation = seccomp_annotation_minors.contains(before.version.minor);
    if (had_annotation && !seccomp_annotation_minors.contains(after.version.minor)) {
        notes.push_back("the pod loses its seccomp annotation; its securityContext says the same");
    }
}

/// Changes of Kubernetes in (from, to].
void add_changes_of_kubernetes(Notes& notes, int from, int to) {
    std::string ended;
    for (const auto& api : api_facts()) {
        if (api.served.last < from || api.served.last >= to) continue;
        ended += fmt::format("{}{} (see {})", ended.empty() ? "" : ", ", api.group_version, api.instead);
    }
    if (!ended.empty()) notes.push_back(fmt::format("no longer served: {}", ended));
    for (const auto& change : behaviour_changes()) {
        if (change.minor > from && change.minor <= to) {
            notes.push_back(fmt::format("from {} on: {}", minor_name(change.minor), change.what));
        }
    }
}

}  // namespace

std::string cure_note(std::string_view cure) {
    std::string switches;
    std::string_view failure;
    std::string_view source;
    for (const auto& row : cure_switches()) {
        if (row.cure != cure) continue;
        const bool is_gate = row.kind == SwitchKind::feature_gate;
        switches += fmt::format("{}{}={} in {}", switches.empty() ? "" : " and ", row.name, row.value,
                                is_gate ? "--feature-gates" : "--runtime-config");
        failure = row.failure;
        source = row.source;
    }
    return fmt::format(
        "{}: kube-apiserver crashed by {}, so it runs with {}; write the same under spec.apiserver to make it yours",
        failure, source, switches);
}

Notes version_notes(const DesiredState& desired) {
    const auto& apiserver = desired.apiserver;
    const int minor = desired.version.minor;
    Notes notes;
    for (const auto& name : apiserver.admission_plugins) add_fitting(notes, fit_plugin(name, minor));
    for (const auto& [key, on] : apiserver.runtime_config) add_fitting(notes, fit_api(key, minor));
    for (const auto& [id, component] : desired.components) {
        for (const auto& [name, on] : component.feature_gates) add_fitting(notes, fit_gate(name, on, minor));
        for (const auto& [name, value] : component.flags) {
            if (value) add_deprecated(notes, id, name, minor);
        }
        for (const auto& written : component.extra_flags) add_deprecated(notes, id, written_flag(written).name, minor);
    }
    for (const auto& former : version_facts(desired.version).former_taints) {
        if (std::ranges::find(desired.taints, former) == desired.taints.end()) continue;
        notes.push_back(
            fmt::format("the taint {} is one of older versions; nothing tolerates it by itself in {} (delete "
                        "spec.taints for the version's own)",
                        former.key, minor_name(minor)));
    }
    return notes;
}

Notes upgrade_notes(const DesiredState& desired, const model::KubernetesVersion& from) {
    Notes notes;
    if (from.minor == desired.version.minor) return notes;
    const auto old_state = at_version(desired, from);
    const Rendering before{old_state};
    const Rendering after{desired};
    compare_flags(notes, before.line, after.line);
    compare_files(notes, before, after);
    if (before.objects > after.objects) {
        notes.push_back(
            fmt::format("the PodSecurityPolicy default, its ClusterRole and its ClusterRoleBinding are deleted first: "
                        "{} could not reach the policy any more",
                        minor_name(desired.version.minor)));
    }
    if (before.objects < after.objects)
        notes.push_back("the PodSecurityPolicy default is applied, with its RBAC objects");
    compare_node(notes, old_state, desired);
    add_changes_of_kubernetes(notes, from.minor, desired.version.minor);
    return notes;
}

}  // namespace planekeeper::kubernetes
