#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "cli/upgrade.hpp"
#include "components/artefacts.hpp"
#include "components/config_files.hpp"
#include "components/render.hpp"
#include "upgrades/sequences.hpp"

namespace planekeeper::cli {

namespace {

using model::DesiredState;
using model::PlannedChange;
using model::ResourceId;

struct Text {
    ResourceId resource;
    std::string text;
};
using Texts = std::vector<Text>;

/// In the order in which they are written and applied.
Texts texts_of(const DesiredState& desired) {
    Texts texts;
    for (const auto& artefact : kubernetes::artefacts(desired)) {
        if (artefact.resource && artefact.render) texts.push_back({*artefact.resource, artefact.render(desired)});
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
    compare(changes, texts_of(before), texts_of(after), summary);
}

}  // namespace

std::vector<PlannedChange> upgrade_changes(const Upgrade& upgrade) {
    std::vector<PlannedChange> changes;
    auto before = upgrade.from;
    if (const auto sequence = kubernetes::sequence_from(upgrade.to, upgrade.from.version)) {
        for (const auto& stage : sequence->stages | std::views::take(sequence->stages.size() - 1)) {
            compare(changes, before, stage.state, fmt::format("still with {}", to_string(upgrade.from.version)));
            before = stage.state;
        }
    }
    compare(changes, before, upgrade.to, fmt::format("with {}", to_string(upgrade.to.version)));
    return changes;
}

}  // namespace planekeeper::cli
