#include "plan/planner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "components/component_row.hpp"
#include "facts/flag_rendering.hpp"
#include "plan/clock_plan.hpp"
#include "plan/fallback.hpp"
#include "plan/found_server.hpp"
#include "plan/steps.hpp"
#include "plan/storage_plan.hpp"
#include "upgrades/version_notes.hpp"

namespace planekeeper::plan {

using model::State;

namespace {

/// A cure is taken back with the version that needed it.
void forget_cures(ComponentDraft& component) {
    std::erase_if(component.rollout.cures, [&](const std::string& cure) {
        return !kubernetes::cure_applies(cure, component.draft.desired.version.minor);
    });
}

/// Warns of differences between node and file that planekeeper makes by itself, or that the Kubernetes version forces.
void show_differences(Draft& draft) {
    for (auto& note : kubernetes::version_notes(draft.desired)) draft.plan.warnings.push_back(std::move(note));
    for (const auto& rollout : draft.plan.ledger.rollouts) {
        for (const auto& cure : rollout.cures) draft.plan.warnings.push_back(kubernetes::cure_note(cure));
    }
}

/// A node with a server that was found stays as it is until the server may be taken over. Only custody is filled.
void hold_files(Draft& draft) {
    if (!takes_over(api_server_rollout(draft))) return;
    auto& changes = draft.plan.changes;
    const auto of_the_node = [](const model::Change& change) {
        return model::is_action<model::WriteFile>(change.action) ||
               model::is_action<model::SetMetadata>(change.action) ||
               model::is_action<model::MakeDirectory>(change.action);
    };
    const auto held = std::ranges::stable_partition(changes, std::not_fn(of_the_node));
    for (auto& change : held) {
        auto shown = change.shown;
        shown.waits_for = "after the server that runs may be taken over";
        draft.wait(std::move(shown));
    }
    changes.erase(held.begin(), held.end());
}

/// Adds each failed resource to the plan as a refusal, unless it is tried again by itself.
void show_refusals(Draft& draft) {
    for (const auto& resource : draft.plan.resources) {
        if (resource.state != State::failed || draft.is_tried_again(resource.id)) continue;
        draft.wait(as_refusal(resource));
    }
}

std::vector<model::KubernetesObject> objects_to_look_at(const Draft& draft,
                                                        const std::optional<ActiveSequence>& sequence) {
    auto objects = kubernetes::api_objects(draft.desired, link_ends(draft));
    for (auto& object : objects_to_delete(sequence)) objects.push_back(std::move(object));
    return objects;
}

using Components = std::vector<ComponentDraft>;

/// The declared components. The ledger forgets the rollout of any other one, whose manifest is removed as any other
/// file.
Components components_of(Draft& draft) {
    Components components;
    for (const auto* row : kubernetes::component_rows()) {
        if (!draft.desired.declares(row->id)) draft.plan.ledger.rollouts[row->id] = {};
    }
    for (const auto* row : kubernetes::declared_rows(draft.desired)) components.emplace_back(draft, *row);
    return components;
}

/// True when the published generation has the desired version and has passed its gate. Then the components that follow
/// may have this version too.
bool runs_desired_version(const ComponentDraft& component) {
    const auto& current = component.rollout.current;
    const auto& good = component.rollout.last_good;
    return current && good && current->id == good->id && current->version == component.draft.desired.version;
}

struct PlannedComponents {
    std::vector<PlannedComponent> components;
    std::optional<ActiveSequence> sequence;  ///< as far as it has come
};

/// Plans the components in the order of their start: each waits for what is unfinished before it. `digests`: of the
/// whole node's key material.
PlannedComponents plan_components(Draft& draft, Components& components, const Digests& digests,
                                  std::optional<ActiveSequence> sequence) {
    std::vector<PlannedComponent> planned;
    for (auto& component : components) {
        auto known = digests;
        known.merge(plan_key_material(draft, component.id));
        auto [verdict, cures] = take_verdict(component, draft.plan.objects);
        auto image = plan_image(component, cures);
        known.merge(plan_files_of_others(component));
        const auto swaps = swaps_of_mounted_directories(component);
        const auto target = target_of(component, std::move(image), {std::move(known), std::move(cures), swaps});
        plan_config_files(component, target);
        sequence = plan_rollout(component, target, std::move(verdict), std::move(sequence));
        // No component may be newer than the API server (https://kubernetes.io/releases/version-skew-policy/). With an
        // earlier version the API server may be ready or degraded, and its status would hold nothing back.
        if (!runs_desired_version(component)) draft.hold_back_behind(kubernetes::resource_of(component.row));
        planned.push_back({component, target});
    }
    plan_other_static_pods(draft);
    plan_removals(draft);
    plan_collection(draft, planned);
    return {std::move(planned), std::move(sequence)};
}

const model::Failure* failure_of(const PlannedComponent& planned) {
    return standing_failure(planned.component, planned.target);
}

bool has_fallen_back(const PlannedComponent& planned) { return failure_of(planned) != nullptr; }

/// The failure of the desired generation of the API server; nullptr: there is none.
const model::Failure* api_server_failure(const std::vector<PlannedComponent>& components) {
    const auto it = std::ranges::find(components, model::ComponentId::api_server,
                                      [](const PlannedComponent& planned) { return planned.component.id; });
    return it == components.end() ? nullptr : failure_of(*it);
}

/// All that leads to the desired version.
std::vector<PlannedComponent> plan_all(Draft& draft, Components& components, const Digests& digests,
                                       std::optional<ActiveSequence> sequence) {
    draft.plan.objects = objects_to_look_at(draft, sequence);
    auto planned = plan_components(draft, components, digests, std::move(sequence));
    plan_kubernetes_objects(draft, planned.sequence);
    plan_node_marks(draft);
    report_version_step(draft, planned.sequence, api_server_failure(planned.components));
    return std::move(planned.components);
}

/// The step to the desired version is not taken now.
void stand_still(Draft& draft, Components& components, const model::ResourceId& step) {
    for (auto& component : components) plan_standstill(component, take_verdict(component, {}).verdict, step);
    for (auto& component : components) (void)plan_key_material(draft, component.id);
    hold_files(draft);
}

}  // namespace

model::Plan plan(const model::DesiredState& desired, const model::Observed& observed, const model::Ledger& ledger,
                 Now now) {
    Draft draft{desired, observed, ledger, judged(now, ledger)};
    auto components = components_of(draft);
    std::ranges::for_each(components, forget_cures);
    std::ranges::for_each(components, find_server);
    std::ranges::for_each(components, warn_of_lasting_settings);
    plan_clock(draft);
    plan_own_places(draft);
    show_storage(draft);
    const auto digests = plan_key_material(draft, std::nullopt);
    auto step = plan_version_step(draft);
    std::vector<PlannedComponent> planned;
    if (step.may_be_taken) {
        planned = plan_all(draft, components, digests, std::move(step.sequence));
    } else {
        stand_still(draft, components, step.id);
    }
    std::ranges::for_each(components, plan_kubelet);
    report_static_pods(draft);
    report_open_directories(draft);
    show_differences(draft);
    show_refusals(draft);
    remember_time(draft, ledger);
    auto& result = draft.plan;
    result.converged = result.changes.empty() && result.waiting.empty() &&
                       std::ranges::none_of(planned, has_fallen_back) &&
                       std::ranges::all_of(result.resources, [](const auto& resource) {
                           return resource.state == State::ready || resource.state == State::degraded;
                       });
    return std::move(result);
}

namespace {

/// What keeps the node from being as desired; null: nothing but changes that are due.
const model::ResourceStatus* obstacle(const model::Plan& plan) {
    if (plan.blocker) {
        const auto it = std::ranges::find(plan.resources, *plan.blocker, &model::ResourceStatus::id);
        if (it != plan.resources.end()) return &*it;
    }
    // What failed says more than what waits for it.
    for (const auto state : {State::failed, State::pending, State::progressing, State::unknown, State::degraded}) {
        const auto it = std::ranges::find(plan.resources, state, &model::ResourceStatus::state);
        if (it != plan.resources.end()) return &*it;
    }
    return nullptr;
}

std::string named(const model::ResourceStatus& resource) {
    const auto id = to_string(resource.id);
    return resource.message.empty() ? id : fmt::format("{}: {}", id, resource.message);
}

model::Condition converged(const model::Plan& plan) {
    if (plan.converged) return {"Converged", model::ConditionStatus::yes, "AsDesired", "the node is as the file says"};
    const auto* resource = obstacle(plan);
    if (resource == nullptr) return {"Converged", model::ConditionStatus::no, "ChangesDue", "changes are being made"};
    return {"Converged", model::ConditionStatus::no, resource->reason, named(*resource)};
}

model::Condition healthy(const model::Plan& plan) {
    for (const auto& resource : plan.resources) {
        if (resource.id.kind != model::ResourceKind::api_server) continue;
        const bool well = resource.state == State::ready || resource.state == State::degraded;
        const auto status = well                               ? model::ConditionStatus::yes
                            : resource.state == State::unknown ? model::ConditionStatus::unknown
                                                               : model::ConditionStatus::no;
        return {"APIServerHealthy", status, resource.reason, resource.message};
    }
    return {"APIServerHealthy", model::ConditionStatus::unknown, "NotLookedAt", ""};
}

model::Condition degraded(const model::Plan& plan) {
    for (const auto& resource : plan.resources) {
        // Failed key material counts as degraded: the published files go on working until they are lost too.
        const bool key_fails = resource.state == State::failed && resource.id.kind == model::ResourceKind::key_material;
        if (resource.state != State::degraded && !key_fails) continue;
        return {"Degraded", model::ConditionStatus::yes, resource.reason, named(resource)};
    }
    return {"Degraded", model::ConditionStatus::no, "AsDesired", ""};
}

}  // namespace

model::PlannedChange as_refusal(const model::ResourceStatus& failed) {
    return {.resource = failed.id,
            .verb = model::Verb::refuse,
            .summary = fmt::format("{}: {}", failed.reason, failed.message),
            .waits_for = "nothing is done here before that is put right"};
}

model::PlanView view(const model::Plan& plan) {
    model::PlanView seen{.changes = {}, .converged = converged(plan), .sequences = plan.sequences};
    for (const auto& change : plan.changes) seen.changes.push_back(change.shown);
    seen.changes.insert(seen.changes.end(), plan.waiting.begin(), plan.waiting.end());
    return seen;
}

std::vector<model::Condition> conditions(const model::Plan& plan) {
    return {converged(plan), healthy(plan), degraded(plan)};
}

}  // namespace planekeeper::plan
