#include "plan/storage_plan.hpp"

namespace planekeeper::plan {

namespace {

std::string each_start_forgets(const Draft& draft) {
    return "/var/lib/planekeeper is on " + draft.observed.state_storage.kind +
           ", so each start of the machine would make another authority and another encryption key, and what was "
           "encrypted with the old one could not be read";
}

}  // namespace

std::string storage_misgiving(const Draft& draft) {
    if (!draft.observed.state_storage.forgets || draft.desired.pki.allow_volatile_storage) return {};
    return each_start_forgets(draft) +
           ". Mount a file system that lasts at /var/lib/planekeeper; or, if it is meant so, set "
           "spec.pki.allowVolatileStorage: true";
}

void show_storage(Draft& draft) {
    if (draft.observed.state_storage.forgets && draft.desired.pki.allow_volatile_storage) {
        draft.plan.warnings.push_back(each_start_forgets(draft) +
                                      "; spec.pki.allowVolatileStorage says that it is meant so");
    }
    for (const auto& [directory, storage] : draft.observed.storage) {
        if (!storage.network) continue;
        draft.plan.warnings.push_back("changes that others make in " + directory + " (" + storage.kind +
                                      ") are noticed within a minute only: they raise no event on this machine");
    }
}

}  // namespace planekeeper::plan
