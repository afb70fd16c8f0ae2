#include "schemas/config_map_rules.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "schemas/explain.hpp"
#include "schemas/rules.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

/// Adds a flaw for each map in a list that repeats the value of an earlier map.
void check_once(const json& list, const Path& path, const std::vector<std::string>& keys, std::vector<Flaw>& flaws) {
    std::set<json> seen;
    for (std::size_t index = 0; index < list.size(); ++index) {
        const json* value = &list[index];
        Path place = below(path, std::to_string(index));
        for (const auto& key : keys) {
            value = value->is_object() && value->contains(key) ? &value->at(key) : nullptr;
            if (value == nullptr) break;
            place.push_back(key);
        }
        if (value == nullptr || *value == "" || seen.insert(*value).second) continue;
        flaws.push_back(
            {.path = place, .message = fmt::format("{} is here twice", shown(*value)), .hint = "remove one of them"});
    }
}

}  // namespace

void check_anonymous_conditions(const Schema::Visited& anonymous, std::vector<Flaw>& flaws) {
    if (true_at(anonymous.value, "enabled") || list_at(anonymous.value, "conditions").empty()) return;
    flaws.push_back({.path = below(anonymous.path, "conditions"),
                     .message = "conditions need \"enabled: true\" beside them",
                     .hint = "enable it, or remove the conditions",
                     .key = true});
}

void check_issuers(const Schema::Visited& configuration, std::vector<Flaw>& flaws) {
    for (const char* const field : {"url", "discoveryURL"}) {
        check_once(list_at(configuration.value, "jwt"), below(configuration.path, "jwt"), {"issuer", field}, flaws);
    }
}

void check_claim_rule(const Schema::Visited& rule, std::vector<Flaw>& flaws) {
    const auto exclude = [&](std::string_view one, std::string_view other) {
        if (text_at(rule.value, one).empty() || text_at(rule.value, other).empty()) return;
        flaws.push_back({.path = below(rule.path, std::string(other)),
                         .message = fmt::format("{} cannot stand beside {}", other, one),
                         .hint = "remove it",
                         .key = true});
    };
    exclude("claim", "message");
    exclude("expression", "requiredValue");
}

void check_audiences(const Schema::Visited& issuer, std::vector<Flaw>& flaws) {
    const json& audiences = list_at(issuer.value, "audiences");
    std::set<json> seen;
    for (std::size_t index = 0; index < audiences.size(); ++index) {
        const Path place = below(issuer.path, "audiences", std::to_string(index));
        if (audiences[index] == "") flaws.push_back({.path = place, .message = "the audience is empty"});
        if (!seen.insert(audiences[index]).second) {
            flaws.push_back({.path = place, .message = fmt::format("{} is here twice", shown(audiences[index]))});
        }
    }
    if (audiences.size() > 1 && text_at(issuer.value, "audienceMatchPolicy").empty()) {
        flaws.push_back({.path = below(issuer.path, "audiences"),
                         .message = "several audiences need a policy",
                         .hint = "add \"audienceMatchPolicy: MatchAny\""});
    }
    const auto discovery = text_at(issuer.value, "discoveryURL");
    if (!discovery.empty() && discovery == text_at(issuer.value, "url")) {
        flaws.push_back({.path = below(issuer.path, "discoveryURL"),
                         .message = "the discovery URL is the issuer's own",
                         .hint = "leave it out"});
    }
}

void check_prefix(const Schema::Visited& mapping, std::vector<Flaw>& flaws) {
    const bool prefixed = mapping.value.contains("prefix");
    if (!text_at(mapping.value, "claim").empty() && !prefixed) {
        flaws.push_back({.path = mapping.path,
                         .message = "a claim needs a prefix",
                         .hint = "add \"prefix\"; 'prefix: \"\"' is none"});
    }
    if (!text_at(mapping.value, "expression").empty() && prefixed) {
        flaws.push_back({.path = below(mapping.path, "prefix"),
                         .message = "prefix cannot stand beside expression",
                         .hint = "let the expression add it",
                         .key = true});
    }
}

void check_authorizer_types(const Schema::Visited& configuration, std::vector<Flaw>& flaws) {
    std::set<std::string_view> seen;
    const json& authorizers = list_at(configuration.value, "authorizers");
    for (std::size_t index = 0; index < authorizers.size(); ++index) {
        if (!authorizers[index].is_object()) continue;
        const auto type = text_at(authorizers[index], "type");
        if (type.empty() || type == "Webhook" || seen.insert(type).second) continue;
        flaws.push_back({.path = below(configuration.path, "authorizers", std::to_string(index), "type"),
                         .message = fmt::format("{} is here twice", shown(json(type))),
                         .hint = "only webhooks may be there more than once"});
    }
}

void check_authorizer_webhook(const Schema::Visited& authorizer, std::vector<Flaw>& flaws) {
    const bool wanted = text_at(authorizer.value, "type") == "Webhook";
    const bool given = authorizer.value.contains("webhook");
    if (wanted && !given) flaws.push_back({.path = authorizer.path, .message = "webhook is missing"});
    if (given && !wanted) {
        flaws.push_back({.path = below(authorizer.path, "webhook"),
                         .message = "only \"type: Webhook\" has a webhook",
                         .hint = "remove it",
                         .key = true});
    }
}

void check_match_conditions(const Schema::Visited& webhook, std::vector<Flaw>& flaws) {
    if (list_at(webhook.value, "matchConditions").empty()) return;
    if (!text_at(webhook.value, "matchConditionSubjectAccessReviewVersion").empty()) return;
    flaws.push_back({.path = below(webhook.path, "matchConditions"),
                     .message = "matchConditions need the version of what they look at",
                     .hint = "add \"matchConditionSubjectAccessReviewVersion: v1\"",
                     .key = true});
}

void check_connection(const Schema::Visited& connection, std::vector<Flaw>& flaws) {
    const auto file = text_at(connection.value, "kubeConfigFile");
    if (text_at(connection.value, "type") == "KubeConfigFile") {
        if (file.starts_with('/')) return;
        flaws.push_back({.path = file.empty() ? connection.path : below(connection.path, "kubeConfigFile"),
                         .message = file.empty() ? "kubeConfigFile is missing" : "kubeConfigFile is no absolute path",
                         .hint = "name it from the root: /etc/kubernetes/..."});
    } else if (connection.value.contains("kubeConfigFile")) {
        flaws.push_back({.path = below(connection.path, "kubeConfigFile"),
                         .message = "only \"type: KubeConfigFile\" has a kubeConfigFile",
                         .hint = "remove it",
                         .key = true});
    }
}

}  // namespace planekeeper::schemas
