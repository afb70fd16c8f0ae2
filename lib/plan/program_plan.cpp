#include "kubernetes/program.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

using model::State;

bool plan_program(Draft& draft, const model::ResourceId& id, const std::string& reference, const std::string& sha512) {
    auto& known = draft.plan.ledger.program;
    const auto& seen = draft.observed.program;
    const bool asked = seen.sha512 == sha512;
    const bool answered = !seen.version.empty() || !seen.flags.empty();
    if (asked && answered) known = model::KnownProgram{seen.sha512, seen.version, seen.flags};
    const bool is_known = known && known->sha512 == sha512;
    // One that could not be asked is asked again by the daemon's next life only.
    if (!is_known && asked) {
        draft.plan.warnings.push_back("the kube-apiserver in " + reference +
                                      " could not be asked for its version and flags; its rehearsal and its start will tell");
        return true;
    }
    if (!is_known) {
        model::Change change{.resource = id, .action = model::ReadProgram{reference, sha512}};
        change.inputs = sha512;
        change.shown.action = "ask";
        change.shown.summary = "read version and flags of the kube-apiserver in " + reference;
        draft.change(std::move(change));
        return false;
    }
    const auto problem =
        kubernetes::program_problem(draft.desired, draft.plan.ledger.cures, known->version, known->flags);
    if (!problem) return true;
    draft.status(id, State::failed, problem->reason, problem->message);
    return false;
}

}  // namespace planekeeper::plan
