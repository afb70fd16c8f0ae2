#include <optional>
#include <string>
#include <vector>

#include "components/found_manifest.hpp"
#include "components/render.hpp"
#include "facts/lasting_flags.hpp"
#include "plan/draft.hpp"
#include "plan/found_server.hpp"

// An API server that runs here by hand, whose tokens, addresses or objects would be lost by one of another setting.

namespace planekeeper::plan {

namespace {

std::string quoted_or_none(const std::string& value) { return value.empty() ? "none" : "\"" + value + "\""; }

struct FoundCommand {
    std::string of;  ///< the manifest or unit
    std::vector<std::string> words;
};

/// The one that was made by hand and runs, or whose successor has not kept well yet; nullptr: there is none.
const model::Generation* made_by_hand(const model::Rollout& rollout) {
    const auto& good = rollout.last_good;
    if (!good) return nullptr;
    if (good->hand_made) return &*good;
    const bool is_first = rollout.previous_good && rollout.previous_good->hand_made;
    const bool soaks = rollout.current && rollout.current->id == good->id && rollout.soaked != good->id;
    return is_first && soaks ? &*rollout.previous_good : nullptr;
}

/// Of the server that was made by hand; nullopt: there is none, or it cannot be seen.
std::optional<FoundCommand> command_found(const Draft& draft) {
    const auto& rollout = api_server_rollout(draft);
    if (const auto* server = made_by_hand(rollout)) {
        auto manifest = kubernetes::found_manifest(model::ComponentId::api_server, server->manifest);
        if (manifest) return FoundCommand{server->path, std::move(manifest->flags)};
    }
    const auto& port = draft.observed.components[model::ComponentId::api_server].port;
    if (rollout.current || port.command.empty()) return std::nullopt;
    return FoundCommand{port.unit, port.command};
}

}  // namespace

std::vector<std::string> lasting_differences(const Draft& draft) {
    std::vector<std::string> differences;
    const auto theirs = command_found(draft);
    if (!theirs) return differences;
    const auto& current = api_server_rollout(draft).current;
    const bool is_past = current && !current->hand_made;
    const auto ours =
        kubernetes::flags_of(model::ComponentId::api_server, draft.desired, api_server_rollout(draft).cures);
    for (const auto& flag : kubernetes::lasting_flags()) {
        const auto before = value_of(theirs->words, flag);
        const auto after = value_of(ours, flag);
        if (before == after) continue;
        differences.push_back("the API server of " + theirs->of + (is_past ? " had --" : " has --") + flag.name + " " +
                              quoted_or_none(before) + ", planekeeper's " + (is_past ? "has " : "would have ") +
                              quoted_or_none(after) + ": " + flag.harm + ". To keep it, set " +
                              (flag.field.empty() ? "it under spec.apiserver.flags" : flag.field));
    }
    return differences;
}

void warn_of_lasting_settings(Draft& draft) {
    for (auto& difference : lasting_differences(draft)) draft.plan.warnings.push_back(std::move(difference));
}

}  // namespace planekeeper::plan
