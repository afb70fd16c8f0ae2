#include "components/startup_files.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using model::Presence;
using model::ResourceKind;
using model::State;

namespace {

std::string absence(const model::ObservedFile& seen) {
    return seen.leads_to.empty() ? "is not there" : "is a link to " + seen.leads_to + ", which is not there";
}

void check_links(ComponentDraft& component) {
    for (const auto& [path, seen] : component.draft.observed.files) {
        if (seen.presence != Presence::present || seen.leaves.empty()) continue;
        component.draft.status(
            {ResourceKind::file, path}, State::failed, "LinkLeavesMounts",
            "it is a link to " + seen.leads_to + " by way of " + seen.leaves + ", which is not mounted, " +
                (seen.error.empty() ? "for no pod may see that directory: let the link stay within its own"
                                    : "for who is not root could lead it elsewhere: " + seen.error));
    }
}

}  // namespace

Digests plan_files_of_others(ComponentDraft& component) {
    Digests digests;
    check_links(component);
    for (const auto& path : kubernetes::files_of_others(component.id, component.draft.desired)) {
        const auto& seen = component.draft.file(path);
        switch (seen.presence) {
            case Presence::present: digests[path] = seen.digest; break;
            case Presence::absent:
                component.draft.status({ResourceKind::file, path}, State::failed, "NamedFileMissing",
                                       "a flag of " + component.name + " names it, and it " + absence(seen) +
                                           ": put it there, or take the flag out of the desired state");
                break;
            case Presence::wrong_type:
            case Presence::unreadable:
                component.draft.status(
                    {ResourceKind::file, path}, State::failed, "NamedFileUnreadable",
                    "a flag of " + component.name + " names it, and it cannot be read: " + seen.error);
                break;
        }
    }
    return digests;
}

}  // namespace planekeeper::plan
