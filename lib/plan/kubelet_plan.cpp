#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "failures/known_failures.hpp"
#include "plan/steps.hpp"

// What is left to planekeeper when the kubelet was started while no API server answered: until it has seen the API it
// ends no pod that left its directory (kubernetes/kubernetes#112814), and from v1.22 on it does not start the next
// static pod of the same name either (kubernetes/kubernetes#105543). As that next pod is the API server, nothing would
// ever happen.

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::ContainerState;
using model::ObservedContainer;
using model::ResourceId;
using model::ResourceKind;

namespace {

/// A kubelet that can end the pod of an earlier generation does so within its grace period of 30 s; then a slow card
/// takes its time for the next one.
constexpr auto kubelets_turn = 90s;
/// A container that fails is started again after 10, 20 and 40 s.
constexpr std::uint32_t restarts_in_that_time = 4;
/// What a restart has not cured has another cause.
constexpr auto between_restarts = 10min;
/// Sandboxes are removed only by a list of containers that is younger than this: the kubelet may have removed some of
/// an older list.
constexpr auto fresh = 5s;

void remove(ComponentDraft& component, const std::string& sandbox) {
    model::Change change{.resource = ResourceId{ResourceKind::pod_sandbox, sandbox.substr(0, 13)},
                         .action = model::RemoveSandbox{component.id, sandbox}};
    change.inputs = sandbox;
    change.shown.verb = model::Verb::remove;
    change.shown.summary =
        fmt::format("the pod of an earlier generation of {}, which the kubelet has lost sight of", component.name);
    component.draft.change(std::move(change));
}

bool ended_for_the_port(const ComponentDraft& component, const ObservedContainer& published) {
    const auto failure = kubernetes::recognise(published.log, component.draft.desired.version, component.row.log);
    return failure && failure->id == kubernetes::port_in_use;
}

enum class Others { may_run, shall_end };

/// Sandboxes of other generations, and second sandboxes of this generation in which a container still runs. `others`:
/// whether a sandbox with a running container counts.
std::set<std::string> left_over(const ComponentDraft& component, const ObservedContainer& published, Others others) {
    std::set<std::string> sandboxes;
    for (const auto& container : component.observed.containers) {
        if (container.pod_id.empty() || container.pod_id == published.pod_id) continue;
        const bool runs = container.state == ContainerState::running;
        if (runs && others == Others::may_run) continue;
        if (container.pod_uid != published.pod_uid || runs) sandboxes.insert(container.pod_id);
    }
    return sandboxes;
}

/// A running container of another generation is better than none. It is ended only when the published one has run for
/// long, or cannot run because the other one has its port.
void clear_sandboxes(ComponentDraft& component, const ObservedContainer& published) {
    const auto age = component.draft.now.system - created_at(published);
    if (age < kubelets_turn && published.attempt < restarts_in_that_time) {
        return component.draft.due(component.draft.now.steady +
                                   std::chrono::ceil<std::chrono::seconds>(kubelets_turn - age));
    }
    const bool runs = published.state == ContainerState::running && age >= kubelets_turn;
    const bool ends_others = runs || ended_for_the_port(component, published);
    const auto sandboxes = left_over(component, published, ends_others ? Others::shall_end : Others::may_run);
    if (sandboxes.empty()) return;
    if (component.draft.observed.runtime.checked_at + fresh < component.draft.now.steady) {
        component.draft.look(model::LookKind::runtime);
        return;
    }
    for (const auto& sandbox : sandboxes) remove(component, sandbox);
}

/// The published generation has no container, others have, and the API that the kubelet waits for is not there.
bool holds_on_to_another(const ComponentDraft& component) {
    const auto& runtime = component.draft.observed.runtime;
    const auto health = component.observed.health.state;
    if (!runtime.error.empty() || component.observed.containers.empty()) return false;
    if (health == model::Health::ready || health == model::Health::unknown) return false;
    const auto& current = *component.rollout.current;
    return component.draft.file(current.path).digest == Digest::of(current.manifest);
}

void restart_kubelet(ComponentDraft& component) {
    if (!holds_on_to_another(component)) return;
    const auto& seen = component.draft.observed;
    const auto& current = *component.rollout.current;
    const auto age = std::chrono::floor<std::chrono::seconds>(component.draft.now.system - current.published_at);
    auto due = std::max(seen.watched_since, component.draft.now.steady - age) + kubelets_turn;
    if (seen.kubelet_restarted_at) due = std::max(due, *seen.kubelet_restarted_at + between_restarts);
    if (component.draft.now.steady < due) return component.draft.due(due);
    model::Change change{.resource = ResourceId{ResourceKind::kubelet, "kubelet"}, .action = model::RestartKubelet{}};
    change.inputs = current.id;
    change.shown.verb = model::Verb::restart;
    change.shown.summary =
        "if it runs: started without an API server, it waits for one before it ends the pod of the earlier generation "
        "(kubernetes#105543)";
    component.draft.change(std::move(change));
}

}  // namespace

void plan_kubelet(ComponentDraft& component) {
    if (!component.rollout.current || component.draft.observed.offline) return;
    const auto published = containers_of(component, *component.rollout.current);
    if (!published.empty()) return clear_sandboxes(component, *published.front());
    if (component.row.kubelet_waits_for_it) restart_kubelet(component);
}

}  // namespace planekeeper::plan
