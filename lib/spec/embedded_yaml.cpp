#include "spec/embedded_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "facts/version_facts.hpp"
#include "schemas/audit_policy.hpp"
#include "spec/flaws.hpp"
#include "spec/json_tree.hpp"
#include "spec/node.hpp"

namespace planekeeper::spec {

namespace {

[[nodiscard]] std::optional<Node> parse_block(const Value& value, const std::string& text) {
    Findings inside("");
    auto root = build_tree(text, Strictness::any_yaml, inside);
    const bool readable = root && root->kind == Node::Kind::map;
    for (Problem& problem : inside.take()) {
        const auto path = problem.path.empty() ? "" : fmt::format("{}: ", problem.path);
        value.findings().add(value.place_in_block({problem.line, problem.column}), value.path(),
                             fmt::format("in the text: {}{}", path, problem.message), std::move(problem.hint));
    }
    if (root && !readable) value.report("the text is not a YAML map", "start it with apiVersion and kind");
    return readable ? std::move(root) : std::nullopt;
}

[[nodiscard]] const Node* field(const Node& map, std::string_view key) {
    const auto found = std::ranges::find(map.entries, key, &Entry::key);
    return found == map.entries.end() ? nullptr : &found->value;
}

[[nodiscard]] std::string text_of(const Node& map, std::string_view key) {
    const Node* node = field(map, key);
    return node != nullptr && node->kind == Node::Kind::scalar ? node->text : "";
}

void report_flaw(const Value& value, const Node& root, const schemas::Flaw& flaw) {
    auto described = describe(root, flaw);
    const auto path = described.path.empty() ? "" : fmt::format("{}: ", described.path);
    value.findings().add(value.place_in_block(described.mark), value.path(),
                         fmt::format("in the text: {}{}", path, flaw.message), std::move(described.hint));
}

}  // namespace

int judging_minor(const model::KubernetesVersion& version) {
    return kubernetes::supported(version) ? version.minor : kubernetes::newest_minor;
}

void check_pod(const Value& value, const std::string& text, const schemas::PodRules& rules) {
    const auto root = parse_block(value, text);
    if (!root) return;
    if (text_of(*root, "apiVersion") != "v1" || text_of(*root, "kind") != "Pod") {
        value.report("the text is not a Pod", "the kubelet reads \"apiVersion: v1\" with \"kind: Pod\" only");
        return;
    }
    const Node* metadata = field(*root, "metadata");
    if (metadata == nullptr || metadata->kind != Node::Kind::map || text_of(*metadata, "name").empty()) {
        value.report("the Pod has no metadata.name", "give it a name");
        return;
    }
    if (const auto pod = json_of(*root)) {
        for (const auto& flaw : rules.judge(*pod)) report_flaw(value, *root, flaw);
    }
}

void check_audit_policy(const Value& value, const std::string& text, int minor) {
    const auto root = parse_block(value, text);
    if (!root) return;
    if (!text_of(*root, "apiVersion").starts_with("audit.k8s.io/") || text_of(*root, "kind") != "Policy") {
        value.report("the text is not an audit policy",
                     "start it with \"apiVersion: audit.k8s.io/v1\" and \"kind: Policy\"");
        return;
    }
    const Node* rules = field(*root, "rules");
    if (rules == nullptr || rules->kind == Node::Kind::null ||
        (rules->kind == Node::Kind::sequence && rules->items.empty())) {
        value.report("the policy has no rules",
                     "kube-apiserver does not start with such a policy: add \"rules: [{level: None}]\"");
        return;
    }
    if (const auto policy = json_of(*root)) {
        for (const auto& flaw : schemas::judge_audit_policy(*policy, minor)) report_flaw(value, *root, flaw);
    }
}

}  // namespace planekeeper::spec
