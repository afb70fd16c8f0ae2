#include <fmt/format.h>

#include "components/startup_files.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using model::Presence;
using model::ResourceKind;
using model::State;

namespace {

std::string absence(const model::ObservedFile& seen) {
    return seen.leads_to.empty() ? "is not there" : fmt::format("is a link to {}, which is not there", seen.leads_to);
}

void check_links(ComponentDraft& component) {
    for (const auto& [path, seen] : component.draft.observed.files) {
        if (seen.presence != Presence::present || seen.leaves.empty()) continue;
        const auto why = seen.error.empty()
                             ? "for no pod may see that directory: let the link stay within its own"
                             : fmt::format("for who is not root could lead it elsewhere: {}", seen.error);
        component.draft.status(
            {ResourceKind::file, path}, State::failed, "LinkLeavesMounts",
            fmt::format("it is a link to {} by way of {}, which is not mounted, {}", seen.leads_to, seen.leaves, why));
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
                component.draft.status(
                    {ResourceKind::file, path}, State::failed, "NamedFileMissing",
                    fmt::format(
                        "a flag of {} names it, and it {}: put it there, or take the flag out of the desired state",
                        component.name, absence(seen)));
                break;
            case Presence::wrong_type:
            case Presence::unreadable:
                component.draft.status(
                    {ResourceKind::file, path}, State::failed, "NamedFileUnreadable",
                    fmt::format("a flag of {} names it, and it cannot be read: {}", component.name, seen.error));
                break;
        }
    }
    return digests;
}

}  // namespace planekeeper::plan
