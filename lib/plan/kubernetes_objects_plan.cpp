#include <fmt/format.h>

#include "components/render.hpp"
#include "plan/found_server.hpp"
#include "plan/kept_copies.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using model::Health;
using model::ResourceId;
using model::ResourceKind;
using model::State;

model::PerComponent<kubernetes::LinkEnds> link_ends(const Draft& draft) {
    model::PerComponent<kubernetes::LinkEnds> ends;
    for (const auto id : model::all_components) ends[id] = draft.observed.components[id].link_ends;
    return ends;
}

bool api_is_usable(const Draft& draft) {
    // A server that was found gets no objects before it is taken over.
    return draft.observed.components[model::ComponentId::api_server].health.state == Health::ready &&
           draft.observed.api.objects_known && !takes_over(api_server_rollout(draft));
}

void wait_for_api(Draft& draft, ResourceId id, model::Verb verb, std::string summary) {
    draft.status(id, State::pending, "WaitsForAPI", "looked at once the API is ready");
    draft.wait({.resource = std::move(id),
                .verb = verb,
                .summary = std::move(summary),
                .waits_for = "after APIServer/kube-apiserver"});
}

namespace {

ResourceId id_of(const model::KubernetesObject& object) {
    return {ResourceKind::kubernetes_object, fmt::format("{}/{}", object.kind, object.name)};
}

void plan_object(Draft& draft, const model::KubernetesObject& object) {
    const auto id = id_of(object);
    if (!api_is_usable(draft))
        return wait_for_api(draft, id, model::Verb::apply, fmt::format("{} {}", object.kind, object.name));
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
    if (seen.present && seen.matches) return draft.ready(id, kept_copies_note(draft, object.api_path));
    model::Change change{.resource = id, .action = model::ApplyObject{object}};
    const bool is_others = seen.present && !seen.was_applied;
    change.repair = seen.present && !is_others && seen.was_edited;
    change.inputs = object.json;
    change.shown.resource = id;
    change.shown.verb = !seen.present ? model::Verb::create : change.repair ? model::Verb::repair : model::Verb::update;
    change.shown.summary = fmt::format("{} {} {}", object.kind, object.name,
                                       !seen.present ? "does not exist"
                                       : is_others   ? "was made by others, differs and is taken over"
                                                     : "differs");
    if (seen.present) change.shown.before = seen.part;
    change.shown.after = seen.present ? seen.wanted : object.json;
    if (seen.was_edited &&
        !keep_object(draft, id, object.api_path, seen.text, is_others ? CopyOf::found : CopyOf::edit)) {
        change.shown.waits_for = "after its copy";
        return draft.wait(std::move(change.shown));
    }
    draft.change(std::move(change));
}

/// Deletes the object while the version that knows it still runs, but only once this version runs without using it.
void plan_deletion(Draft& draft, const model::KubernetesObject& object, const ActiveSequence& sequence) {
    const auto& objects = draft.observed.api.objects;
    const auto it = objects.find(object.api_path);
    if (!sequence.runs || !api_is_usable(draft) || it == objects.end()) {
        draft.wait({.resource = id_of(object),
                    .verb = model::Verb::erase,
                    .summary = fmt::format("{} {}", object.kind, object.name),
                    .waits_for = "after kube-apiserver runs without using it"});
        return;
    }
    if (it->second.error.empty() && !it->second.present) return;
    model::Change change{.resource = id_of(object), .action = model::DeleteObject{object}};
    change.inputs = object.api_path;
    change.shown.verb = model::Verb::erase;
    change.shown.summary = fmt::format("{} {} is unknown to {} and would stay in etcd, out of reach", object.kind,
                                       object.name, model::to_string(draft.desired.version));
    draft.change(std::move(change));
}

void report_mirror_pod(Draft& draft, model::ComponentId component) {
    const ResourceId id{ResourceKind::kubernetes_object,
                        fmt::format("MirrorPod/{}-{}", to_string(component), draft.desired.node_name)};
    if (!api_is_usable(draft)) {
        draft.status(id, State::pending, "WaitsForAPI", "looked at once the API is ready");
        return;
    }
    const auto& pods = draft.observed.api.mirror_pods;
    const auto pod = pods.find(component);
    const bool is_there = pod != pods.end() && pod->second.present;
    if (!is_there && pod != pods.end() && !pod->second.error.empty()) {
        return draft.status(id, State::failed, "CannotRead", pod->second.error);
    }
    if (!is_there) {
        draft.status(id, State::pending, "NotCreatedYet",
                     "the kubelet tries again at its next sync, within about a minute and a half, once the policy "
                     "admits the pod");
        return;
    }
    const auto& phase = pod->second.phase;
    if (phase == "Running") return draft.ready(id, "Running");
    draft.status(id, State::progressing, fmt::format("Phase{}", phase),
                 "the kubelet reports what became of it within seconds, and at its next sync at the latest");
}

}  // namespace

void plan_kubernetes_objects(Draft& draft, const std::optional<ActiveSequence>& sequence) {
    for (const auto& object : kubernetes::api_objects(draft.desired, link_ends(draft))) {
        plan_object(draft, object);
    }
    for (const auto& object : objects_to_delete(sequence)) plan_deletion(draft, object, *sequence);
    for (const auto* row : kubernetes::declared_rows(draft.desired)) report_mirror_pod(draft, row->id);
}

}  // namespace planekeeper::plan
