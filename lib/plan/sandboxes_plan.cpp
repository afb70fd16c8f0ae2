#include <algorithm>
#include <set>

#include "kubernetes/render.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::ContainerState;
using model::ObservedContainer;
using model::ResourceId;
using model::ResourceKind;

namespace {

/// The kubelet ends the pod of an earlier generation by itself, within its grace period of 30 s. After a restart of its
/// own it may have lost sight of one, which then holds the port (kubernetes pkg/kubelet, HandlePodCleanups).
constexpr auto kubelets_turn = 90s;

SystemTime created_at(const ObservedContainer& container) {
    return SystemTime{std::chrono::duration_cast<SystemTime::duration>(std::chrono::nanoseconds{container.created_ns})};
}

/// The published generation's newest container: as long as there is none, nothing else may be ended.
const ObservedContainer* published_container(const Draft& draft) {
    const auto& current = draft.plan.ledger.current;
    if (!current) return nullptr;
    const auto uid = kubernetes::pod_uid(Digest::from_hex(current->id));
    const auto& containers = draft.observed.runtime.containers;  // newest first
    const auto it = std::ranges::find(containers, uid, &ObservedContainer::pod_uid);
    return it == containers.end() ? nullptr : &*it;
}

/// Sandboxes in which an older kube-apiserver still runs beside the published one.
std::set<std::string> left_over(const Draft& draft, const ObservedContainer& published) {
    std::set<std::string> sandboxes;
    for (const auto& container : draft.observed.runtime.containers) {
        const bool other = !container.pod_id.empty() && container.pod_id != published.pod_id;
        const bool older = container.created_ns < published.created_ns;
        if (other && older && container.state == ContainerState::running) sandboxes.insert(container.pod_id);
    }
    return sandboxes;
}

}  // namespace

void plan_sandboxes(Draft& draft) {
    const auto* const published = published_container(draft);
    if (published == nullptr) return;
    const auto sandboxes = left_over(draft, *published);
    if (sandboxes.empty()) return;
    const auto age = draft.now.system - created_at(*published);
    if (age < kubelets_turn) return draft.due(draft.now.steady + std::chrono::ceil<std::chrono::seconds>(kubelets_turn - age));
    for (const auto& id : sandboxes) {
        model::Change change{.resource = ResourceId{ResourceKind::pod_sandbox, id.substr(0, 13)},
                             .action = model::RemoveSandbox{id}};
        change.inputs = id;
        change.shown.action = "remove";
        change.shown.summary = "an older kube-apiserver still runs in it, beside the published one";
        draft.change(std::move(change));
    }
}

}  // namespace planekeeper::plan
