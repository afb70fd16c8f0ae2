#include "components/rehearsal.hpp"

#include <algorithm>

#include "components/program.hpp"
#include "facts/flag_facts.hpp"
#include "facts/quantity.hpp"
#include "failures/known_failures.hpp"

namespace planekeeper::kubernetes {

namespace {

/// In the rehearsal's own network there is no etcd, and no address but those that stand for all.
std::vector<std::string> rehearsal_flags(const model::DesiredState& desired, const Cures& cures) {
    auto flags = apiserver_flags(desired, cures);
    std::erase_if(flags, [](const auto& flag) {
        const auto name = written_flag(flag).name;
        return name == "etcd-servers" || name == "etcd-servers-overrides" || name == "bind-address";
    });
    flags.push_back("--bind-address=" + std::string{desired.apiserver.bind_address.contains(':') ? "::" : "0.0.0.0"});
    flags.push_back("--etcd-servers=" + std::string{dead_etcd});
    return flags;
}

}  // namespace

Rehearsal rehearsal(const model::DesiredState& desired, const Cures& cures, const LinkEnds& ends) {
    Rehearsal run;
    run.flags = rehearsal_flags(desired, cures);
    for (auto& mount : apiserver_mounts(desired, ends)) {
        if (mount.read_only) {
            run.mounts.push_back(std::move(mount));
        } else {
            run.empty_directories.push_back(mount.mount_path);
        }
    }
    run.memory_bytes = static_cast<std::uint64_t>(quantity(desired.apiserver.resources.memory_limit).value_or(0));
    return run;
}

bool asks_for_etcd(std::string_view log_line) {
    // With -v=2 the flag itself is in the log, too.
    constexpr std::string_view scheme = "unix://";
    return log_line.contains("failed to connect") && log_line.contains(dead_etcd.substr(scheme.size()));
}

model::ObservedRehearsal judge_rehearsal(int exit_code, const std::vector<std::string>& log,
                                         const model::KubernetesVersion& version) {
    using model::RehearsalOutcome;
    model::ObservedRehearsal seen;
    const auto failure = recognise(log, version);
    if (failure && failure->deterministic) {
        seen.outcome = RehearsalOutcome::refused;
        seen.reason = failure->id;
        seen.message = failure->explanation;
        return seen;
    }
    if (std::ranges::any_of(log, asks_for_etcd)) {
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
    seen.message = failure ? failure->explanation : "exit code " + std::to_string(exit_code);
    if (!failure && !log.empty()) seen.message += ": " + log.back();
    return seen;
}

}  // namespace planekeeper::kubernetes
