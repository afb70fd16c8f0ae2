#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "facts/version_facts.hpp"
#include "plan/steps.hpp"

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

/// The node's taints with the desired ones added, and without those of planekeeper that are not desired. A foreign
/// taint stays, unless a desired one has the same key and effect.
std::vector<Taint> merged(const std::vector<Taint>& seen, const std::vector<Taint>& desired,
                          const std::set<Taint>& ours) {
    auto taints = seen;
    std::erase_if(taints, [&](const auto& taint) { return ours.contains(taint) && !contains(desired, taint); });
    for (const auto& taint : desired) {
        if (contains(taints, taint)) continue;
        std::erase_if(taints,
                      [&](const auto& other) { return other.key == taint.key && other.effect == taint.effect; });
        taints.push_back(taint);
    }
    return taints;
}

/// True when a server ran here before planekeeper: then the node has the marks that its owner wants.
bool was_marked_by_others(const Draft& draft) {
    const auto& ledger = draft.plan.ledger;
    const auto& rollout = api_server_rollout(draft);
    for (const auto* generation : {&rollout.last_good, &rollout.previous_good}) {
        if (*generation && (*generation)->hand_made) return true;
    }
    const auto history = ledger.paths.find(kubernetes::manifest_path(draft.desired, model::ComponentId::api_server));
    return history != ledger.paths.end() && history->second.found;
}

/// On a node that its owner has marked, all defaults count as had, also those that the owner never put on or has taken
/// off. So planekeeper adds none of them.
template <class Mark>
void take_marks_of_others(const Draft& draft, const std::vector<Mark>& defaults, std::set<Mark>& had) {
    if (had.empty() && was_marked_by_others(draft)) had.insert(defaults.begin(), defaults.end());
}

/// The default marks that the node shall have. Each is put on once: when the node is new, or when a version brings it
/// and the node still has another default mark. `had` remembers the marks that the node has had.
template <class Mark, class IsOn>
std::vector<Mark> wanted_defaults(const std::vector<Mark>& defaults, std::set<Mark>& had, IsOn is_on) {
    const bool is_new = had.empty();
    const bool keeps_some = std::ranges::any_of(had, is_on);
    std::vector<Mark> wanted;
    for (const auto& mark : defaults) {
        const bool on = is_on(mark);
        const bool comes = !had.contains(mark) && (is_new || keeps_some);
        // A mark that is to be put on counts as had only once it was seen on the node: the write may fail.
        if (on || !comes) had.insert(mark);
        if (on || comes) wanted.push_back(mark);
    }
    return wanted;
}

std::string stays_off(const std::vector<std::string>& marks) {
    return marks.empty() ? "" : fmt::format("taken off by somebody, and stays off: {}", fmt::join(marks, ", "));
}

/// The taints that the node shall have. `note`: for people, the default taints that stay off.
std::vector<Taint> desired_taints(Draft& draft, const model::ObservedNode& node, std::string& note) {
    const auto& declared = draft.desired.taints;
    if (!draft.desired.default_taints) return declared;
    auto& had = draft.plan.ledger.default_taints;
    take_marks_of_others(draft, declared, had);
    auto wanted = wanted_defaults(declared, had, [&](const Taint& taint) { return contains(node.taints, taint); });
    std::vector<std::string> off;
    for (const auto& taint : declared) {
        if (!contains(wanted, taint)) off.push_back(fmt::format("{}:{}", taint.key, taint.effect));
    }
    note = stays_off(off);
    if (!note.empty()) note += " (spec.taints would put it on)";
    return wanted;
}

/// The node as the API knows it; nullptr, with a status, as long as it does not.
const model::ObservedNode* registered_node(Draft& draft, const ResourceId& id, model::Verb verb) {
    const auto summary = fmt::format("{}s of node {}", to_string(verb), draft.desired.node_name);
    if (!api_is_usable(draft)) {
        wait_for_api(draft, id, verb, summary);
        return nullptr;
    }
    const auto& node = draft.observed.api.node;
    if (node && node->present) return &*node;
    if (const auto& error = draft.observed.api.node_error; !node && !error.empty()) {
        draft.status(id, State::failed, "CannotRead", error);
        draft.wait({.resource = id, .verb = verb, .summary = summary, .waits_for = "after the node can be read"});
        return nullptr;
    }
    draft.status(id, State::pending, "NodeNotRegistered", "the kubelet has not registered the node yet");
    draft.wait({.resource = id, .verb = verb, .summary = summary, .waits_for = "after the kubelet registers the node"});
    return nullptr;
}

/// False: the node is about to change, or cannot be seen yet.
bool plan_taints(Draft& draft) {
    auto& ours = draft.plan.ledger.taints;
    if (draft.desired.taints.empty() && ours.empty()) return true;
    const ResourceId id{ResourceKind::node_taints, draft.desired.node_name};
    const auto* const node = registered_node(draft, id, model::Verb::taint);
    if (node == nullptr) return false;
    std::string note;
    const auto desired = desired_taints(draft, *node, note);
    // Before the write, so that what planekeeper has put there is known to be its own whatever happens.
    ours.insert(desired.begin(), desired.end());
    std::erase_if(ours, [&](const auto& taint) { return !contains(desired, taint) && !contains(node->taints, taint); });
    auto taints = merged(node->taints, desired, ours);
    if (taints == node->taints) {
        draft.ready(id, std::move(note));
        return true;
    }
    model::Change change{
        .resource = id, .action = model::SetTaints{draft.desired.node_name, node->resource_version, std::move(taints)}};
    change.repair = api_server_rollout(draft).last_good.has_value();
    change.inputs = node->resource_version;
    change.shown.verb = model::Verb::taint;
    change.shown.summary = fmt::format("taints of node {} are not as desired", draft.desired.node_name);
    draft.change(std::move(change));
    return false;
}

void plan_labels(Draft& draft) {
    // Who declares that the node gets no mark may have given the daemon no right to set one (pki.mode: external).
    if (draft.desired.taints.empty()) return;
    const ResourceId id{ResourceKind::node_labels, draft.desired.node_name};
    const auto* const node = registered_node(draft, id, model::Verb::label);
    if (node == nullptr) return;
    const auto is_on = [&](const std::string& label) { return node->labels.contains(label); };
    const auto& labels = kubernetes::version_facts(draft.desired.version).control_plane_labels;
    auto& had = draft.plan.ledger.default_labels;
    take_marks_of_others(draft, labels, had);
    auto missing = wanted_defaults(labels, had, is_on);
    std::vector<std::string> off;
    std::ranges::copy_if(labels, std::back_inserter(off),
                         [&](const std::string& label) { return std::ranges::find(missing, label) == missing.end(); });
    std::erase_if(missing, is_on);
    if (missing.empty()) return draft.ready(id, stays_off(off));
    model::Change change{
        .resource = id,
        .action = model::SetLabels{draft.desired.node_name, node->resource_version, std::move(missing)}};
    change.repair = api_server_rollout(draft).last_good.has_value();
    change.inputs = node->resource_version;
    change.shown.verb = model::Verb::label;
    change.shown.summary = fmt::format("labels are missing from node {}", draft.desired.node_name);
    draft.change(std::move(change));
}

}  // namespace

void plan_node_marks(Draft& draft) {
    // On the way to another minor the node keeps the marks of the version that runs.
    const auto& current = api_server_rollout(draft).current;
    const bool other_runs =
        current && current->version.major != 0 && current->version.minor != draft.desired.version.minor;
    if (other_runs) return;
    // One after the other: each write is refused when the node has changed since it was looked at.
    if (plan_taints(draft)) plan_labels(draft);
}

}  // namespace planekeeper::plan
