#include <algorithm>

#include "kubernetes/version_facts.hpp"
#include "plan/draft.hpp"

// Taints and labels that make a node one of the control plane.

namespace planekeeper::plan {

using model::ResourceId;
using model::ResourceKind;
using model::State;
using model::Taint;

namespace {

bool contains(const std::vector<Taint>& taints, const Taint& taint) {
    return std::ranges::find(taints, taint) != taints.end();
}

/// The node's list with ours put in and what was ours taken out; foreign taints stay as they are.
std::vector<Taint> merged(const std::vector<Taint>& seen, const std::vector<Taint>& desired,
                          const std::set<Taint>& ours) {
    auto taints = seen;
    std::erase_if(taints, [&](const auto& taint) { return ours.contains(taint) && !contains(desired, taint); });
    for (const auto& taint : desired) {
        if (contains(taints, taint)) continue;
        std::erase_if(taints, [&](const auto& other) { return other.key == taint.key && other.effect == taint.effect; });
        taints.push_back(taint);
    }
    return taints;
}

/// The node as the API knows it; nullptr, with a status, as long as it does not.
const model::ObservedNode* registered_node(Draft& draft, const ResourceId& id, const std::string& action) {
    const auto summary = action + "s of node " + draft.desired.node_name;
    if (!api_is_usable(draft)) {
        wait_for_api(draft, id, action, summary);
        return nullptr;
    }
    const auto& node = draft.observed.api.node;
    if (node && node->present) return &*node;
    draft.status(id, State::pending, "NodeNotRegistered", "the kubelet has not registered the node yet");
    draft.wait({.resource = id, .action = action, .summary = summary,
                .waits_for = "after the kubelet registers the node"});
    return nullptr;
}

/// False: the node is about to change.
bool plan_taints(Draft& draft) {
    auto& ours = draft.plan.ledger.taints;
    const auto& desired = draft.desired.taints;
    if (desired.empty() && ours.empty()) return true;
    const ResourceId id{ResourceKind::node_taints, draft.desired.node_name};
    const auto* const node = registered_node(draft, id, "taint");
    if (node == nullptr) return false;
    // Before the write, so that what planekeeper has put there is known to be its own whatever happens.
    ours.insert(desired.begin(), desired.end());
    std::erase_if(ours, [&](const auto& taint) { return !contains(desired, taint) && !contains(node->taints, taint); });
    auto taints = merged(node->taints, desired, ours);
    if (taints == node->taints) {
        draft.ready(id);
        return true;
    }
    model::Change change{.resource = id,
                         .action = model::SetTaints{draft.desired.node_name, node->resource_version, std::move(taints)}};
    change.repair = draft.plan.ledger.last_good.has_value();
    change.inputs = node->resource_version;
    change.shown.action = "taint";
    change.shown.summary = "taints of node " + draft.desired.node_name + " are not as desired";
    draft.change(std::move(change));
    return false;
}

void plan_labels(Draft& draft) {
    // Who declares that the node gets no mark may have given the daemon no right to set one (pki.mode: external).
    if (draft.desired.taints.empty()) return;
    const ResourceId id{ResourceKind::node_labels, draft.desired.node_name};
    const auto* const node = registered_node(draft, id, "label");
    if (node == nullptr) return;
    auto missing = kubernetes::version_facts(draft.desired.version).control_plane_labels;
    std::erase_if(missing, [&](const auto& label) { return node->labels.contains(label); });
    if (missing.empty()) return draft.ready(id);
    model::Change change{.resource = id,
                         .action = model::SetLabels{draft.desired.node_name, node->resource_version, std::move(missing)}};
    change.repair = draft.plan.ledger.last_good.has_value();
    change.inputs = node->resource_version;
    change.shown.action = "label";
    change.shown.summary = "labels are missing from node " + draft.desired.node_name;
    draft.change(std::move(change));
}

}  // namespace

void plan_node_marks(Draft& draft) {
    // On the way to another minor the node keeps the marks of the version that runs.
    const auto& current = draft.plan.ledger.current;
    const bool other_runs =
        current && current->version.major != 0 && current->version.minor != draft.desired.version.minor;
    if (other_runs) return;
    // One after the other: each write is refused when the node has changed since it was looked at.
    if (plan_taints(draft)) plan_labels(draft);
}

}  // namespace planekeeper::plan
