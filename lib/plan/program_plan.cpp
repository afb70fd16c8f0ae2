#include <fmt/format.h>

#include "components/program.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using model::State;

bool plan_program(ComponentDraft& component, const model::ResourceId& id, const ImageOutcome& image,
                  const kubernetes::Cures& cures) {
    auto& known = component.rollout.program;
    const auto& seen = component.observed.program;
    if (seen.sha512 == image.sha512) known = model::KnownProgram{seen.sha512, seen.version, seen.flags};
    // An older planekeeper may have remembered an answer without a version. Then the program is asked again.
    if (!known || known->sha512 != image.sha512 || known->version.empty()) {
        model::Change change{.resource = id, .action = model::ReadProgram{component.id, image.reference, image.sha512}};
        change.inputs = image.reference;
        change.shown.verb = model::Verb::ask;
        change.shown.summary = fmt::format("read version and flags of the {} in {}", component.name, image.reference);
        component.draft.change(std::move(change));
        return false;
    }
    const auto problem =
        kubernetes::program_problem(component.id, component.draft.desired, cures, known->version, known->flags);
    if (!problem) return true;
    component.draft.status(id, State::failed, problem->reason, problem->message);
    return false;
}

}  // namespace planekeeper::plan
