#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "components/found_manifest.hpp"
#include "components/render.hpp"
#include "facts/lasting_flags.hpp"
#include "plan/found_server.hpp"
#include "plan/steps.hpp"

// Settings of a server that was made by hand: its tokens, addresses or objects would be lost with other settings.

namespace planekeeper::plan {

namespace {

std::string quoted_or_none(const std::string& value) { return value.empty() ? "none" : fmt::format("\"{}\"", value); }

struct FoundCommand {
    std::string of;  ///< the manifest or unit
    std::vector<std::string> words;
};

/// The hand-made generation that runs, or whose successor has not soaked yet; nullptr: there is none.
const model::Generation* made_by_hand(const model::Rollout& rollout) {
    const auto& good = rollout.last_good;
    if (!good) return nullptr;
    if (good->hand_made) return &*good;
    const bool is_first = rollout.previous_good && rollout.previous_good->hand_made;
    const bool soaks = rollout.current && rollout.current->id == good->id && rollout.soaked != good->id;
    return is_first && soaks ? &*rollout.previous_good : nullptr;
}

/// The command of the server that was made by hand; nullopt: there is none, or it cannot be seen.
std::optional<FoundCommand> command_found(const ComponentDraft& component) {
    const auto& rollout = component.rollout;
    if (const auto* server = made_by_hand(rollout)) {
        auto manifest = kubernetes::found_manifest(component.id, server->manifest);
        if (manifest) return FoundCommand{server->path, std::move(manifest->flags)};
    }
    const auto& port = component.observed.port;
    if (rollout.current || port.command.empty()) return std::nullopt;
    return FoundCommand{port.unit, port.command};
}

}  // namespace

std::vector<std::string> lasting_differences(const ComponentDraft& component) {
    std::vector<std::string> differences;
    const auto theirs = command_found(component);
    if (!theirs) return differences;
    const auto& current = component.rollout.current;
    const bool is_past = current && !current->hand_made;
    const auto ours = kubernetes::flags_of(component.id, component.draft.desired, component.rollout.cures);
    for (const auto& flag : kubernetes::lasting_flags(component.id)) {
        const auto before = value_of(theirs->words, flag);
        const auto after = value_of(ours, flag);
        if (before == after) continue;
        const auto field = flag.field.empty() ? fmt::format("it under {}.flags", component.row.section) : flag.field;
        differences.push_back(fmt::format("{} of {} {} --{} {}, planekeeper's {} {}: {}. To keep it, set {}",
                                          component.row.spoken, theirs->of, is_past ? "had" : "has", flag.name,
                                          quoted_or_none(before), is_past ? "has" : "would have", quoted_or_none(after),
                                          flag.harm, field));
    }
    return differences;
}

void warn_of_lasting_settings(ComponentDraft& component) {
    for (auto& difference : lasting_differences(component))
        component.draft.plan.warnings.push_back(std::move(difference));
}

}  // namespace planekeeper::plan
