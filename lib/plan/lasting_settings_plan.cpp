#include "kubernetes/lasting_flags.hpp"
#include "kubernetes/render.hpp"
#include "plan/draft.hpp"
#include "plan/found_server.hpp"

// An API server that runs here by hand, whose tokens, addresses or objects would be lost by one of another setting.

namespace planekeeper::plan {

namespace {

std::string quoted_or_none(const std::string& value) { return value.empty() ? "none" : "\"" + value + "\""; }

}  // namespace

void warn_of_lasting_settings(Draft& draft) {
    const auto& ledger = draft.plan.ledger;
    if (!takes_over(ledger) || !ledger.last_good->hand_made) return;
    const kubernetes::ManifestInputs any{"image", Digest::of(""), ledger.cures};
    const auto ours = kubernetes::found_manifest(kubernetes::apiserver_manifest(draft.desired, any));
    const auto theirs = kubernetes::found_manifest(ledger.last_good->manifest);
    if (!ours || !theirs) return;
    for (const auto& flag : kubernetes::lasting_flags()) {
        const auto before = value_of(*theirs, flag);
        const auto after = value_of(*ours, flag);
        if (before == after) continue;
        draft.plan.warnings.push_back("the API server of " + ledger.last_good->path + " has --" + flag.name + " " +
                                      quoted_or_none(before) + ", planekeeper's would have " + quoted_or_none(after) +
                                      ": " + flag.harm + ". To keep it, set " +
                                      (flag.field.empty() ? "it under spec.apiserver.flags" : flag.field));
    }
}

}  // namespace planekeeper::plan
