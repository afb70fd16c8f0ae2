#include "kubernetes/reload_facts.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

using model::Presence;
using model::ResourceKind;
using model::State;

void plan_files_of_others(Draft& draft) {
    for (const auto& path : kubernetes::files_of_others(draft.desired)) {
        const auto& seen = draft.file(path);
        switch (seen.presence) {
            case Presence::present: draft.digests[path] = seen.digest; break;
            // A link is followed by kube-apiserver alone; what changes behind it is not noticed.
            case Presence::wrong_type: draft.digests[path] = Digest::of(path); break;
            case Presence::absent:
                draft.status({ResourceKind::file, path}, State::failed, "NamedFileMissing",
                             "a flag of kube-apiserver names it, and it is not there: put it there, or take the flag out "
                             "of the desired state");
                break;
            case Presence::unreadable:
                draft.status({ResourceKind::file, path}, State::failed, "NamedFileUnreadable",
                             "a flag of kube-apiserver names it: " + seen.error);
                break;
        }
    }
}

}  // namespace planekeeper::plan
