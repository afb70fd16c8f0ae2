#include "upgrades/sequences.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "components/component_row.hpp"
#include "components/render.hpp"
#include "facts/api_facts.hpp"
#include "facts/fitting.hpp"
#include "facts/flag_rows.hpp"
#include "facts/plugin_facts.hpp"
#include "upgrades/version_step.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;
using model::KubernetesVersion;
using Objects = std::vector<model::KubernetesObject>;

/// A stage before its versions are known. Its texts contain "{from}" and "{to}".
struct StageRow {
    std::string_view name;
    std::string_view what;
    std::string_view why;
    std::string_view restart_reason;
    DesiredState (*state)(const DesiredState& desired, const KubernetesVersion& from);
    Objects (*deleted)(const DesiredState& desired, const KubernetesVersion& from);
    std::string_view deleted_why;
};

struct SequenceRow {
    std::string_view name;
    bool (*applies)(const KubernetesVersion& from, const KubernetesVersion& to);
    std::span<const StageRow> stages;
};

bool misfit(const Fitting& fitting) { return fitting.fate == Fate::refused || fitting.fate == Fate::unknown; }

void drop_what_is_too_new(model::ComponentId id, model::Component& component, int minor) {
    std::erase_if(component.flags, [&](const auto& flag) { return misfit(fit_flag(id, flag.first, minor)); });
    std::erase_if(component.extra_flags,
                  [&](const auto& flag) { return misfit(fit_flag(id, written_flag(flag).name, minor)); });
    std::erase_if(component.feature_gates,
                  [&](const auto& gate) { return misfit(fit_gate(gate.first, gate.second, minor)); });
}

void drop_what_is_too_new(model::ApiServer& apiserver, int minor) {
    std::erase_if(apiserver.runtime_config, [&](const auto& api) { return misfit(fit_api(api.first, minor)); });
    std::erase_if(apiserver.admission_plugins, [&](const auto& name) { return misfit(fit_plugin(name, minor)); });
}

/// The desired state for the running version. Flags, gates, APIs and admission plugins that this version does not have
/// are left out.
DesiredState as_far_as_known(const DesiredState& desired, const KubernetesVersion& from) {
    auto state = at_version(desired, from);
    for (auto& [id, component] : state.components) drop_what_is_too_new(id, component, from.minor);
    drop_what_is_too_new(state.apiserver, from.minor);
    return state;
}

/// Without the plugin the objects can be deleted, and no pod is refused meanwhile.
DesiredState without_plugin(const DesiredState& desired, const KubernetesVersion& from) {
    auto state = as_far_as_known(desired, from);
    state.policies.pods = model::PodPolicy::none;
    auto& plugins = state.apiserver.admission_plugins;
    // An empty list would mean the default one.
    if (plugins.empty()) plugins = default_plugins_of(state);
    std::erase(plugins, pod_security_policy_plugin);
    return state;
}

/// Objects that planekeeper applies for `from` but not for the desired version.
Objects objects_that_end(const DesiredState& desired, const KubernetesVersion& from) {
    Objects ended;
    const auto kept = api_objects(desired);
    for (auto& object : api_objects(at_version(desired, from)) | std::views::reverse) {
        if (std::ranges::find(kept, object.api_path, &model::KubernetesObject::api_path) == kept.end()) {
            ended.push_back(object);
        }
    }
    return ended;
}

DesiredState as_desired(const DesiredState& desired, const KubernetesVersion& /*from*/) { return desired; }

Objects no_objects(const DesiredState& /*desired*/, const KubernetesVersion& /*from*/) { return {}; }

bool loses_pod_security_policy(const KubernetesVersion& from, const KubernetesVersion& to) {
    return pod_security_policy_minors().contains(from.minor) && !pod_security_policy_minors().contains(to.minor);
}

/// The last minor that serves the policy deletes it. The next minor could not, and the policy would stay in etcd
/// (KEP-2579).
constexpr std::array border{
    StageRow{
        .name = "WithoutThePlugin",
        .what = "publish a generation of {from} without the admission plugin PodSecurityPolicy",
        .why = "with the image that runs; without the plugin no pod is refused once its policy is gone",
        .restart_reason = "the admission plugin PodSecurityPolicy goes",
        .state = without_plugin,
        .deleted = objects_that_end,
        .deleted_why = "while {from} serves the policy; {to} could not reach it any more, and it would stay in etcd"},
    StageRow{.name = "NextMinor",
             .what = "publish the generation of {to}",
             .why = {},
             .restart_reason = "the image changes",
             .state = as_desired,
             .deleted = no_objects,
             .deleted_why = {}},
};

constexpr std::array sequences{
    SequenceRow{.name = "PodSecurityPolicyBorder", .applies = loses_pod_security_policy, .stages = border}};

std::string filled(std::string_view text, const KubernetesVersion& from, const KubernetesVersion& to) {
    std::string filled{text};
    for (const auto& [mark, version] : {std::pair{"{from}", &from}, std::pair{"{to}", &to}}) {
        for (auto at = filled.find(mark); at != std::string::npos; at = filled.find(mark)) {
            filled.replace(at, std::string_view{mark}.size(), to_string(*version));
        }
    }
    return filled;
}

Stage stage_of(const StageRow& row, const DesiredState& desired, const KubernetesVersion& from) {
    const auto text = [&](std::string_view pattern) { return filled(pattern, from, desired.version); };
    return {.view = {.name = std::string{row.name}, .what = text(row.what), .why = text(row.why)},
            .restart_reason = std::string{row.restart_reason},
            .state = row.state(desired, from),
            .deleted = row.deleted(desired, from),
            .deleted_why = text(row.deleted_why)};
}

}  // namespace

std::optional<Sequence> sequence_from(const DesiredState& desired, const KubernetesVersion& from) {
    const auto row = std::ranges::find_if(
        sequences, [&](const SequenceRow& sequence) { return sequence.applies(from, desired.version); });
    if (row == sequences.end()) return std::nullopt;
    Sequence sequence{std::string{row->name}, {}};
    for (const auto& stage : row->stages) sequence.stages.push_back(stage_of(stage, desired, from));
    return sequence;
}

model::SequenceView view_of(const Sequence& sequence, std::size_t current) {
    model::SequenceView view{.name = sequence.name, .stages = {}, .current = current};
    for (const auto& stage : sequence.stages) view.stages.push_back(stage.view);
    return view;
}

namespace {

/// Nullopt when the other explanation has no such part.
std::optional<std::string> value_in(const model::Explanation& other, const model::ExplainedPart& part) {
    const auto found = std::ranges::find_if(
        other.parts, [&](const auto& one) { return one.kind == part.kind && one.name == part.name; });
    return found == other.parts.end() ? std::nullopt : found->written.value;
}

}  // namespace

std::vector<model::Explanation> explanations_at(const Sequence& sequence, std::size_t current,
                                                const Circumstances& circumstances) {
    const auto& stage = sequence.stages[current];
    auto all = explanations(sequence.stages.back().state, circumstances);
    const auto of_stage = explanations(stage.state, circumstances);
    const model::ResourceId manifest{model::ResourceKind::static_pod,
                                     manifest_path(stage.state, model::ComponentId::api_server)};
    const auto shown = std::ranges::find(all, manifest, &model::Explanation::resource);
    const auto desired = std::exchange(*shown, *std::ranges::find(of_stage, manifest, &model::Explanation::resource));
    for (auto& part : shown->parts) {
        if (value_in(desired, part) == part.written.value) continue;
        part.written.causes.push_back(
            {{}, {.kind = model::OriginKind::stage, .name = stage.view.name, .reason = stage.view.what}});
    }
    return all;
}

}  // namespace planekeeper::kubernetes
