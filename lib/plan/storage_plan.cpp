#include "plan/storage_plan.hpp"

#include <fmt/format.h>

namespace planekeeper::plan {

namespace {

std::string each_start_forgets(const Draft& draft) {
    return fmt::format(
        "/var/lib/planekeeper is on {}, so each start of the machine would make another authority and another "
        "encryption key, and what was encrypted with the old one could not be read",
        draft.observed.state_storage.kind);
}

}  // namespace

std::string storage_misgiving(const Draft& draft) {
    if (!draft.observed.state_storage.forgets || draft.desired.pki.allow_volatile_storage) return {};
    return fmt::format(
        "{}. Mount a file system that lasts at /var/lib/planekeeper; or, if it is meant so, set "
        "spec.pki.allowVolatileStorage: true",
        each_start_forgets(draft));
}

void show_storage(Draft& draft) {
    if (draft.observed.state_storage.forgets && draft.desired.pki.allow_volatile_storage) {
        draft.plan.warnings.push_back(
            fmt::format("{}; spec.pki.allowVolatileStorage says that it is meant so", each_start_forgets(draft)));
    }
    for (const auto& [directory, storage] : draft.observed.storage) {
        if (!storage.network) continue;
        draft.plan.warnings.push_back(fmt::format(
            "changes that others make in {} ({}) are noticed within a minute only: they raise no event on this machine",
            directory, storage.kind));
    }
}

}  // namespace planekeeper::plan
