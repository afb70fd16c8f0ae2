#include <fmt/format.h>

#include "facts/skew.hpp"
#include "plan/found_server.hpp"
#include "plan/steps.hpp"
#include "upgrades/version_step.hpp"

namespace planekeeper::plan {

using namespace std::chrono_literals;
using kubernetes::SkewProblem;
using model::Health;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

/// Whoever updates etcd or the kubelet to lift a refusal does not want to tell planekeeper.
constexpr auto surroundings_recheck = 30s;

ResourceId step_id(const Draft& draft) {
    return {ResourceKind::kubernetes_version, model::to_string(draft.desired.version)};
}

/// The version that runs, also by hand, when the desired one is of another minor. A generation that never was good has
/// left nothing in etcd that would have to be minded.
std::optional<model::KubernetesVersion> version_to_leave(const Draft& draft) {
    const auto& good = api_server_rollout(draft).last_good;
    if (!good || good->version.major == 0 || good->version.minor == draft.desired.version.minor) return std::nullopt;
    return good->version;
}

/// False: what runs beside the API server is still to be asked for its version. What cannot be asked is no obstacle.
bool surroundings_are_known(Draft& draft) {
    if (draft.observed.offline) return true;
    const auto& etcd = draft.observed.etcd;
    if (etcd.checked_at + surroundings_recheck <= draft.now.steady) draft.look(model::LookKind::etcd);
    draft.due(draft.now.steady + surroundings_recheck);
    const auto health = draft.observed.components[model::ComponentId::api_server].health.state;
    const bool node_is_known =
        health != Health::unknown && (health != Health::ready || draft.observed.api.objects_known);
    return node_is_known && etcd.checked_at != SteadyTime::min();
}

std::optional<SkewProblem> problem_with_surroundings(const Draft& draft) {
    const auto& node = draft.observed.api.node;
    const auto kubelet = node ? model::version_from(node->kubelet_version) : std::nullopt;
    if (kubelet) {
        if (auto problem = kubernetes::kubelet_problem(draft.desired.version, *kubelet)) return problem;
    }
    return kubernetes::etcd_problem(draft.desired.version, draft.observed.etcd.version);
}

VersionStep refuse(Draft& draft, const SkewProblem& problem) {
    const auto id = step_id(draft);
    draft.status(id, State::failed, "StepRefused", fmt::format("{}; {}", problem.rule, problem.way_out));
    return {.id = id};
}

VersionStep not_yet(Draft& draft, std::string why) {
    const auto id = step_id(draft);
    draft.status(id, State::progressing, "Checking", std::move(why));
    return {.id = id};
}

/// What was made by hand is taken over as it is; only what planekeeper runs can be made ready for such a step.
SkewProblem takes_two_steps(const Draft& draft, const model::KubernetesVersion& from) {
    return {
        .rule = fmt::format("before {} can take over, {} has to run without what it does not have",
                            model::to_string(draft.desired.version), model::to_string(from)),
        .way_out = fmt::format("declare {} first, and the next one when that has converged", model::to_string(from))};
}

/// The server that was found has not been asked for its version yet.
bool found_is_unknown(const Draft& draft) {
    return takes_over(api_server_rollout(draft)) && !draft.observed.offline &&
           draft.observed.components[model::ComponentId::api_server].health.state == Health::unknown;
}

}  // namespace

VersionStep plan_version_step(Draft& draft) {
    if (found_is_unknown(draft)) return not_yet(draft, "the server that runs is asked for its version");
    const auto from = version_to_leave(draft);
    if (!from) return {.id = step_id(draft), .may_be_taken = true};
    if (const auto problem = kubernetes::step_problem(*from, draft.desired.version)) return refuse(draft, *problem);
    const bool known = surroundings_are_known(draft);
    if (const auto problem = problem_with_surroundings(draft)) {
        if (problem->refused) return refuse(draft, *problem);
        draft.plan.warnings.push_back(fmt::format("{}; {}", problem->rule, problem->way_out));
    }
    if (!known) return not_yet(draft, "kubelet and etcd are asked for their versions");
    const bool hand_made = api_server_rollout(draft).last_good->hand_made;
    if (hand_made && kubernetes::sequence_from(draft.desired, *from))
        return refuse(draft, takes_two_steps(draft, *from));
    return {.id = step_id(draft), .may_be_taken = true, .sequence = take_up_sequence(draft, *from)};
}

void report_version_step(Draft& draft, const std::optional<ActiveSequence>& sequence, const model::Failure* failure) {
    const auto from = version_to_leave(draft);
    if (!from) return end_sequences(draft);
    const auto names = fmt::format("from {} to {}", model::to_string(*from), model::to_string(draft.desired.version));
    if (failure != nullptr) {
        draft.status(step_id(draft), State::failed, "StepFailed", fmt::format("{}: {}", names, to_string(*failure)));
        return;
    }
    if (!sequence) return draft.status(step_id(draft), State::progressing, "Upgrading", names);
    const auto view = kubernetes::view_of(sequence->sequence, sequence->current);
    draft.status(step_id(draft), State::progressing, sequence->is_last() ? "Upgrading" : "Preparing",
                 fmt::format("{}: {}", names, model::stage_text(view)));
    draft.plan.sequences.push_back(view);
}

}  // namespace planekeeper::plan
