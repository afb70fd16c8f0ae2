#include "components/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "components/component_row.hpp"
#include "components/program.hpp"
#include "facts/flag_rows.hpp"
#include "facts/quantity.hpp"
#include "failures/known_failures.hpp"

namespace planekeeper::kubernetes {

namespace {

std::vector<std::string> rehearsal_flags(const ComponentRow& row, const model::DesiredState& desired,
                                         const Cures& cures) {
    auto flags = flags_of(row.id, desired, cures);
    std::erase_if(flags, [&](const auto& flag) {
        return std::ranges::find(row.rehearsal.replaced_flags, written_flag(flag).name) !=
               row.rehearsal.replaced_flags.end();
    });
    std::ranges::move(row.rehearsal.stand_ins(desired), std::back_inserter(flags));
    return flags;
}

}  // namespace

Rehearsal rehearsal(model::ComponentId id, const model::DesiredState& desired, const Cures& cures,
                    const LinkEnds& ends) {
    Rehearsal run;
    run.flags = rehearsal_flags(row_of(id), desired, cures);
    for (auto& mount : mounts_of(id, desired, ends)) {
        if (mount.read_only) {
            run.mounts.push_back(std::move(mount));
        } else {
            run.empty_directories.push_back(mount.mount_path);
        }
    }
    const auto& limit = desired.component(id).resources.memory_limit;
    run.memory_bytes = static_cast<std::uint64_t>(quantity(limit).value_or(0));
    return run;
}

model::ObservedRehearsal judge_rehearsal(model::ComponentId id, int exit_code, const std::vector<std::string>& log,
                                         const model::KubernetesVersion& version) {
    using model::RehearsalOutcome;
    model::ObservedRehearsal seen;
    const auto failure = recognise(log, version, row_of(id).log);
    if (failure && failure->deterministic) {
        seen.outcome = RehearsalOutcome::refused;
        seen.reason = failure->id;
        seen.message = failure->explanation;
        return seen;
    }
    if (std::ranges::any_of(log, row_of(id).rehearsal.has_come_far)) {
        seen.outcome = RehearsalOutcome::passed;
        return seen;
    }
    if (cannot_be_executed(log)) {
        seen.outcome = RehearsalOutcome::refused;
        seen.reason = "CannotBeExecuted";
        seen.message = log.back();
        return seen;
    }
    seen.reason = failure ? failure->id : "Unexplained";
    seen.message = failure ? failure->explanation : fmt::format("exit code {}", exit_code);
    if (!failure && !log.empty()) seen.message += fmt::format(": {}", log.back());
    return seen;
}

}  // namespace planekeeper::kubernetes
