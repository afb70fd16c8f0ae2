#include <fmt/format.h>

#include "plan/explanations.hpp"
#include "plan/planner.hpp"
#include "reconcile/reconciler.hpp"
#include "spec/places.hpp"

// Makes the snapshot that status, the CLI and the service manager read.

namespace planekeeper::reconcile {

using model::ConditionStatus;
using model::State;

model::Condition Reconciler::desired_state_condition() const {
    if (!source_.problems().empty()) {
        auto message = source_.problems().front();
        if (source_.problems().size() > 1) {
            message += fmt::format(" (and {} more)", source_.problems().size() - 1);
        }
        return {"DesiredStateValid", ConditionStatus::no, "Refused", std::move(message)};
    }
    if (source_.inactive()) {
        return {"DesiredStateValid", ConditionStatus::yes, "NothingDesired",
                fmt::format("{} holds only comments; edit it to begin", options_.desired_state_file)};
    }
    if (!source_.in_force()) return {"DesiredStateValid", ConditionStatus::unknown, "NotReadYet", ""};
    return {"DesiredStateValid", ConditionStatus::yes, "Accepted", ""};
}

void Reconciler::add_desired_state_status(std::vector<model::ResourceStatus>& resources) const {
    const auto condition = desired_state_condition();
    model::ResourceStatus status;
    status.id = {model::ResourceKind::desired_state, options_.desired_state_file};
    status.state = condition.status == ConditionStatus::yes  ? State::ready
                   : condition.status == ConditionStatus::no ? State::failed
                                                             : State::progressing;
    status.reason = condition.reason;
    status.message = condition.message;
    if (!ledger_error_.empty()) {
        status.state = State::failed;
        status.reason = "LedgerUnusable";
        status.message = ledger_trouble();
    }
    resources.insert(resources.begin(), std::move(status));
}

std::string Reconciler::ledger_trouble() const {
    return fmt::format("nothing is changed while the past is unknown: {}", ledger_error_);
}

std::vector<model::Condition> Reconciler::conditions() const {
    const auto valid = desired_state_condition();
    std::vector<model::Condition> all{valid};
    if (!source_.in_force()) {
        all.push_back({"Converged", ConditionStatus::unknown, valid.reason, valid.message});
    } else if (ledger_) {
        for (auto& condition : plan::conditions(plan_)) all.push_back(std::move(condition));
    }
    if (ledger_error_.empty()) return all;
    // Without the ledger planekeeper does nothing, so its error replaces these conditions.
    std::erase_if(all, [](const auto& one) { return one.type == "Converged" || one.type == "Degraded"; });
    all.push_back({"Converged", ConditionStatus::no, "LedgerUnusable", ledger_trouble()});
    if (!ledger_) all.push_back({"APIServerHealthy", ConditionStatus::unknown, "LedgerUnusable", ledger_trouble()});
    all.push_back({"Degraded", ConditionStatus::yes, "LedgerUnusable", ledger_trouble()});
    return all;
}

std::vector<model::Explanation> Reconciler::explanations() const {
    const auto& desired = source_.in_force();
    if (!desired) return {};
    auto all = plan::explanations(*desired, observer_.seen, plan_);
    spec::locate(all, source_.places());
    return all;
}

void Reconciler::publish(Now time) {
    model::Snapshot next = snapshot_;
    next.observed_at = time.system;
    next.complete = true;
    next.counters = counters_;
    next.counters.processes_started = observer_.processes.started();
    next.desired_state_digest = source_.digest();
    next.problems = source_.problems();
    const auto& desired = source_.in_force();
    next.node_name = desired ? desired->node_name : std::string{};
    next.kubernetes_version = desired ? to_string(desired->version) : std::string{};
    const auto short_id = [](const std::optional<model::Generation>& generation) {
        return generation ? generation->id.substr(0, 12) : std::string{};
    };
    const auto rollout = ledger_ ? ledger_->rollouts[model::ComponentId::api_server] : model::Rollout{};
    next.generation = short_id(rollout.current);
    next.last_good_generation = short_id(rollout.last_good);
    next.resources = plan_.resources;
    add_desired_state_status(next.resources);
    chronicle_.record(next.resources, time.system);
    next.conditions = conditions();
    chronicle_.record(next.conditions, time.system);
    next.plan = plan::view(plan_).changes;
    next.sequences = plan_.sequences;
    if (next.resources.front().state == State::failed) next.plan.push_back(plan::as_refusal(next.resources.front()));
    next.progress.clear();
    for (const auto& [id, value] : progress_) next.progress.push_back(value);
    next.warnings = plan_.warnings;
    next.api_server_log.clear();
    const auto& api_server = observer_.seen.components[model::ComponentId::api_server];
    for (const auto& container : api_server.containers) {
        if (container.log.empty() || api_server.health.state == model::Health::ready) continue;
        next.api_server_log = container.log;
        break;
    }
    // Two equal passes differ only in the counters and the time of the look.
    auto comparable = next;
    comparable.counters = snapshot_.counters;
    comparable.observed_at = snapshot_.observed_at;
    const bool news = comparable != snapshot_;
    snapshot_ = std::move(next);
    if (!news) return;
    for (const auto& condition : snapshot_.conditions) {
        if (condition.type == "Converged") notifier_.status(fmt::format("{}: {}", condition.reason, condition.message));
    }
    if (on_snapshot_) on_snapshot_();
}

}  // namespace planekeeper::reconcile
