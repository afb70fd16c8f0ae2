#include <optional>
#include <string>
#include <vector>

#include "kubernetes/found_manifest.hpp"
#include "kubernetes/lasting_flags.hpp"
#include "kubernetes/render.hpp"
#include "plan/draft.hpp"
#include "plan/found_server.hpp"

// An API server that runs here by hand, whose tokens, addresses or objects would be lost by one of another setting.

namespace planekeeper::plan {

namespace {

std::string quoted_or_none(const std::string& value) { return value.empty() ? "none" : "\"" + value + "\""; }

struct FoundCommand {
    std::string of;   ///< the manifest or unit
    std::vector<std::string> words;
};

/// Of the server that runs here by hand; nullopt: there is none, or it cannot be seen.
std::optional<FoundCommand> command_found(const Draft& draft) {
    const auto& ledger = draft.plan.ledger;
    if (takes_over(ledger) && ledger.last_good->hand_made) {
        auto manifest = kubernetes::found_manifest(ledger.last_good->manifest);
        if (manifest) return FoundCommand{ledger.last_good->path, std::move(manifest->flags)};
    }
    const auto& port = draft.observed.port;
    if (ledger.current || port.command.empty()) return std::nullopt;
    return FoundCommand{port.unit, port.command};
}

}  // namespace

void warn_of_lasting_settings(Draft& draft) {
    const auto theirs = command_found(draft);
    if (!theirs) return;
    const auto ours = kubernetes::apiserver_flags(draft.desired, draft.plan.ledger.cures);
    for (const auto& flag : kubernetes::lasting_flags()) {
        const auto before = value_of(theirs->words, flag);
        const auto after = value_of(ours, flag);
        if (before == after) continue;
        draft.plan.warnings.push_back("the API server of " + theirs->of + " has --" + flag.name + " " +
                                      quoted_or_none(before) + ", planekeeper's would have " + quoted_or_none(after) +
                                      ": " + flag.harm + ". To keep it, set " +
                                      (flag.field.empty() ? "it under spec.apiserver.flags" : flag.field));
    }
}

}  // namespace planekeeper::plan
