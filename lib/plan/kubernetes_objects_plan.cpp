#include <algorithm>

#include "kubernetes/render.hpp"
#include "plan/draft.hpp"

namespace planekeeper::plan {

using model::ApiHealth;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

bool api_is_usable(const Draft& draft) {
    return draft.observed.api.health == ApiHealth::ready && draft.observed.api.objects_known;
}

void wait_for_api(Draft& draft, ResourceId id, std::string action, std::string summary) {
    draft.status(id, State::pending, "WaitsForAPI", "looked at once the API is ready");
    draft.wait({.resource = std::move(id), .action = std::move(action), .summary = std::move(summary),
                .waits_for = "after APIServer/kube-apiserver"});
}

void plan_object(Draft& draft, const model::KubernetesObject& object) {
    const ResourceId id{ResourceKind::kubernetes_object, object.kind + "/" + object.name};
    if (!api_is_usable(draft)) return wait_for_api(draft, id, "apply", object.kind + " " + object.name);
    const auto& objects = draft.observed.api.objects;
    const auto it = objects.find(object.api_path);
    if (it == objects.end()) {
        draft.status(id, State::unknown, "NotLookedAt", "");
        return;
    }
    const auto& seen = it->second;
    if (!seen.error.empty()) {
        draft.status(id, State::failed, "CannotRead", seen.error);
        return;
    }
    if (seen.present && seen.matches) return draft.ready(id);
    model::Change change{.resource = id, .action = model::ApplyObject{object}};
    change.repair = seen.present;
    change.inputs = object.json;
    change.shown.action = seen.present ? "repair" : "create";
    change.shown.summary = object.kind + " " + object.name + (seen.present ? " differs" : " does not exist");
    change.shown.after = object.json;
    draft.change(std::move(change));
}

/// The node's list with ours put in; foreign taints stay as they are.
std::vector<model::Taint> merged(const std::vector<model::Taint>& seen, const std::vector<model::Taint>& desired) {
    auto taints = seen;
    for (const auto& taint : desired) {
        std::erase_if(taints, [&](const auto& other) { return other.key == taint.key && other.effect == taint.effect; });
        taints.push_back(taint);
    }
    return taints;
}

void plan_taints(Draft& draft) {
    if (draft.desired.taints.empty()) return;
    const ResourceId id{ResourceKind::node_taints, draft.desired.node_name};
    if (!api_is_usable(draft)) return wait_for_api(draft, id, "taint", "taints of node " + draft.desired.node_name);
    const auto& node = draft.observed.api.node;
    if (!node || !node->present) {
        draft.status(id, State::pending, "NodeNotRegistered", "the kubelet has not registered the node yet");
        draft.wait({.resource = id, .action = "taint", .summary = "taints of node " + draft.desired.node_name,
                    .waits_for = "after the kubelet registers the node"});
        return;
    }
    const bool complete = std::ranges::all_of(draft.desired.taints, [&](const auto& taint) {
        return std::ranges::find(node->taints, taint) != node->taints.end();
    });
    if (complete) return draft.ready(id);
    model::Change change{.resource = id,
                         .action = model::SetTaints{draft.desired.node_name, node->resource_version,
                                                    merged(node->taints, draft.desired.taints)}};
    change.repair = draft.plan.ledger.last_good.has_value();
    change.inputs = node->resource_version;
    change.shown.action = "taint";
    change.shown.summary = "taints are missing from node " + draft.desired.node_name;
    draft.change(std::move(change));
}

void report_mirror_pod(Draft& draft) {
    const ResourceId id{ResourceKind::kubernetes_object, "MirrorPod/kube-apiserver-" + draft.desired.node_name};
    if (!api_is_usable(draft)) {
        draft.status(id, State::pending, "WaitsForAPI", "looked at once the API is ready");
        return;
    }
    const auto& pod = draft.observed.api.mirror_pod;
    if (!pod || !pod->present) {
        draft.status(id, State::pending, "NotCreatedYet",
                     "the kubelet tries again at its next sync, about a minute at most, once the policy admits the pod");
        return;
    }
    if (pod->phase == "Running") return draft.ready(id, "Running");
    draft.status(id, State::progressing, "Phase" + pod->phase,
                 "the kubelet reports what became of it within seconds, and at its next sync at the latest");
}

}  // namespace

void plan_kubernetes_objects(Draft& draft) {
    for (const auto& object : kubernetes::policy_objects(draft.desired)) plan_object(draft, object);
    plan_taints(draft);
    report_mirror_pod(draft);
}

}  // namespace planekeeper::plan
