#include <algorithm>
#include <ranges>

#include "cli/upgrade.hpp"
#include "components/artefacts.hpp"
#include "components/config_files.hpp"
#include "components/render.hpp"
#include "upgrades/version_step.hpp"

namespace planekeeper::cli {

namespace {

using model::DesiredState;
using model::PlannedChange;
using model::ResourceId;
using model::ResourceKind;

struct Text {
    ResourceId resource;
    std::string text;
};
using Texts = std::vector<Text>;

ResourceId resource_of(const std::string& artefact, const DesiredState& desired) {
    const auto& pods = desired.static_pods;
    if (artefact == "manifest") return {ResourceKind::static_pod, pods.directory + "/" + pods.file_name};
    if (artefact == "containerfile") return {ResourceKind::image, desired.image.name};
    if (artefact == "encryption-config" && desired.encryption) return {ResourceKind::file, desired.encryption->file};
    if (artefact == "kubeconfig" && desired.admin_kubeconfig) {
        return {ResourceKind::file, desired.admin_kubeconfig->file};
    }
    for (const auto& file : kubernetes::config_paths(desired)) {
        if (file.artefact == artefact) return {ResourceKind::file, file.path};
    }
    return {ResourceKind::file, artefact};
}

std::string taints_text(const std::vector<model::Taint>& taints) {
    std::string text;
    for (const auto& taint : taints) {
        text += taint.key + (taint.value.empty() ? "" : "=" + taint.value) + ":" + taint.effect + "\n";
    }
    return text;
}

/// In the order in which they are written: files, image, manifest.
Texts artefacts_of(const DesiredState& desired) {
    Texts texts;
    for (const auto& name : kubernetes::artefact_names(desired)) {
        if (name == "flags" || name == "policies") continue;  // the manifest has the flags; objects come one by one
        texts.push_back({resource_of(name, desired), kubernetes::render_artefact(name, desired).value_or("")});
    }
    return texts;
}

/// What goes through the API. In the order in which they are applied.
Texts objects_of(const DesiredState& desired) {
    Texts texts;
    for (const auto& object : kubernetes::policy_objects(desired)) {
        texts.push_back(
            {{ResourceKind::kubernetes_object, object.kind + "/" + object.name}, kubernetes::object_yaml(object)});
    }
    if (!desired.taints.empty()) {
        texts.push_back({{ResourceKind::node_taints, desired.node_name}, taints_text(desired.taints)});
    }
    return texts;
}

/// What is removed comes last, users before what they use.
void compare(std::vector<PlannedChange>& changes, const Texts& before, const Texts& after, const std::string& summary) {
    for (const auto& [resource, text] : after) {
        const auto old = std::ranges::find(before, resource, &Text::resource);
        if (old != before.end() && old->text == text) continue;
        PlannedChange change{.resource = resource, .verb = model::Verb::create, .summary = summary, .after = text};
        if (old != before.end()) {
            change.verb = model::Verb::update;
            change.before = old->text;
        }
        changes.push_back(std::move(change));
    }
    for (const auto& [resource, text] : before | std::views::reverse) {
        if (std::ranges::find(after, resource, &Text::resource) != after.end()) continue;
        changes.push_back({.resource = resource, .verb = model::Verb::remove, .summary = summary, .before = text});
    }
}

void compare(std::vector<PlannedChange>& changes, const DesiredState& before, const DesiredState& after,
             const std::string& summary) {
    compare(changes, artefacts_of(before), artefacts_of(after), summary);
    compare(changes, objects_of(before), objects_of(after), summary);
}

}  // namespace

std::vector<PlannedChange> upgrade_changes(const Upgrade& upgrade) {
    std::vector<PlannedChange> changes;
    const auto first = kubernetes::state_before_step(upgrade.to, upgrade.from.version);
    if (first) compare(changes, upgrade.from, *first, "still with " + to_string(upgrade.from.version));
    compare(changes, first.value_or(upgrade.from), upgrade.to, "with " + to_string(upgrade.to.version));
    return changes;
}

}  // namespace planekeeper::cli
