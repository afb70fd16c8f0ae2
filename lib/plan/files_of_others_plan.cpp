#include "components/startup_files.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

using model::Presence;
using model::ResourceKind;
using model::State;

namespace {

std::string absence(const model::ObservedFile& seen) {
    return seen.leads_to.empty() ? "is not there" : "is a link to " + seen.leads_to + ", which is not there";
}

void check_links(Draft& draft) {
    for (const auto& [path, seen] : draft.observed.files) {
        if (seen.presence != Presence::present || seen.leaves.empty()) continue;
        draft.status({ResourceKind::file, path}, State::failed, "LinkLeavesMounts",
                     "it is a link to " + seen.leads_to + " by way of " + seen.leaves + ", which is not mounted, " +
                         (seen.error.empty() ? "for no pod may see that directory: let the link stay within its own"
                                             : "for who is not root could lead it elsewhere: " + seen.error));
    }
}

}  // namespace

void plan_files_of_others(Draft& draft) {
    check_links(draft);
    for (const auto& path : kubernetes::files_of_others(draft.desired)) {
        const auto& seen = draft.file(path);
        switch (seen.presence) {
            case Presence::present: draft.digests[path] = seen.digest; break;
            case Presence::absent:
                draft.status({ResourceKind::file, path}, State::failed, "NamedFileMissing",
                             "a flag of kube-apiserver names it, and it " + absence(seen) +
                                 ": put it there, or take the flag out of the desired state");
                break;
            case Presence::wrong_type:
            case Presence::unreadable:
                draft.status({ResourceKind::file, path}, State::failed, "NamedFileUnreadable",
                             "a flag of kube-apiserver names it, and it cannot be read: " + seen.error);
                break;
        }
    }
}

}  // namespace planekeeper::plan
