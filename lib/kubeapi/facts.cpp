#include "kubeapi/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include "kubeapi/json_at.hpp"

namespace planekeeper::kubeapi {

namespace {

using nlohmann::json;

Result<json> parse_object(const std::string& text, const std::string& what) {
    json document = json::parse(text, nullptr, false);
    if (!document.is_object()) return fail(ErrorKind::transient, fmt::format("the API server's answer is no {}", what));
    return document;
}

int number_at(const json& document, const char* pointer) {
    const json& value = at(document, pointer);
    return value.is_number_integer() ? value.get<int>() : 0;
}

const json& list_at(const json& document, const char* pointer) {
    static const json nothing = json::array();
    const json& value = at(document, pointer);
    return value.is_array() ? value : nothing;
}

/// The condition "Ready" of a node or a pod.
const json& ready_condition(const json& object) {
    static const json nothing;
    for (const json& condition : list_at(object, "/status/conditions")) {
        if (text_at(condition, "/type") == "Ready") return condition;
    }
    return nothing;
}

bool is_true(const json& condition) { return text_at(condition, "/status") == "True"; }

model::Taint taint_of(const json& entry) {
    model::Taint taint;
    taint.key = text_at(entry, "/key");
    taint.value = text_at(entry, "/value");
    taint.effect = text_at(entry, "/effect");
    return taint;
}

json entry_of(const model::Taint& taint) {
    json entry{{"key", taint.key}, {"effect", taint.effect}};
    if (!taint.value.empty()) entry["value"] = taint.value;
    return entry;
}

/// Why a container does not run; nullopt when it runs.
std::optional<json> stopped_state(const json& container) {
    for (const char* state : {"/state/waiting", "/state/terminated"}) {
        const json& found = at(container, state);
        if (found.is_object()) return found;
    }
    return std::nullopt;
}

std::string exit_text(const json& terminated) {
    if (!terminated.is_object()) return {};
    const std::string reason = text_at(terminated, "/reason");
    const std::string code = fmt::format("exit code {}", number_at(terminated, "/exitCode"));
    return reason.empty() ? code : fmt::format("{}, {}", reason, code);
}

}  // namespace

Result<NodeFacts> node_facts(const std::string& node_json) {
    const auto node = parse_object(node_json, "Node");
    if (!node) return fail(node.error());
    NodeFacts facts;
    const json& taints = list_at(*node, "/spec/taints");
    std::ranges::transform(taints, std::back_inserter(facts.taints), taint_of);
    facts.taints_json = taints.dump();
    for (const auto& [key, value] : at(*node, "/metadata/labels").items()) facts.labels.insert(key);
    facts.resource_version = text_at(*node, "/metadata/resourceVersion");
    facts.kubelet_version = text_at(*node, "/status/nodeInfo/kubeletVersion");
    const json& ready = ready_condition(*node);
    facts.ready = is_true(ready);
    if (!facts.ready) facts.not_ready_message = text_at(ready, "/message");
    return facts;
}

Result<PodFacts> pod_facts(const std::string& pod_json) {
    const auto pod = parse_object(pod_json, "Pod");
    if (!pod) return fail(pod.error());
    PodFacts facts;
    facts.phase = text_at(*pod, "/status/phase");
    facts.config_hash = text_at(*pod, "/metadata/annotations/kubernetes.io~1config.hash");
    facts.uid = text_at(*pod, "/metadata/uid");
    facts.ready = is_true(ready_condition(*pod));
    facts.reason = text_at(*pod, "/status/reason");
    facts.message = text_at(*pod, "/status/message");
    bool explained = false;
    for (const json& container : list_at(*pod, "/status/containerStatuses")) {
        facts.restart_count += number_at(container, "/restartCount");
        const auto stopped = explained ? std::nullopt : stopped_state(container);
        if (!stopped) continue;
        explained = true;
        facts.reason = text_at(*stopped, "/reason");
        facts.message = text_at(*stopped, "/message");
        facts.last_exit = exit_text(at(container, "/lastState/terminated"));
    }
    return facts;
}

Result<std::string> git_version(const std::string& version_json) {
    const auto version = parse_object(version_json, "version");
    if (!version) return fail(version.error());
    std::string text = text_at(*version, "/gitVersion");
    if (text.empty()) return fail(ErrorKind::transient, "the API server's answer is no version");
    return text;
}

Result<std::string> etcd_version(const std::string& version_json) {
    const json version = json::parse(version_json, nullptr, false);
    std::string text = version.is_object() ? text_at(version, "/etcdserver") : std::string{};
    if (text.empty()) return fail(ErrorKind::transient, "etcd's answer is no version");
    return text;
}

std::string taints_patch(const NodeFacts& seen, const std::vector<model::Taint>& taints) {
    const json live = json::parse(seen.taints_json, nullptr, false);
    json list = json::array();
    for (const model::Taint& taint : taints) {
        const auto stays = [&](const json& entry) { return taint_of(entry) == taint; };
        const auto found = live.is_array() ? std::ranges::find_if(live, stays) : live.end();
        list.push_back(found == live.end() ? entry_of(taint) : *found);
    }
    json patch;
    patch["metadata"]["resourceVersion"] = seen.resource_version;
    patch["spec"]["taints"] = std::move(list);
    return patch.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string labels_patch(const NodeFacts& seen, const std::vector<std::string>& labels) {
    json patch;
    patch["metadata"]["resourceVersion"] = seen.resource_version;
    for (const auto& label : labels) patch["metadata"]["labels"][label] = "";
    return patch.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace planekeeper::kubeapi
