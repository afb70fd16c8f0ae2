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
    for (const auto& artefact : kubernetes::artefacts(desired)) {
        if (artefact.resource) texts.push_back({*artefact.resource, artefact.render(desired)});
    }
    return texts;
}

/// What goes through the API. In the order in which they are applied.
Texts objects_of(const DesiredState& desired) {
    Texts texts;
    for (const auto& object : kubernetes::api_objects(desired)) {
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
