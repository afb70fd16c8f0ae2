#include "schemas/audit_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "facts/config_kind_facts.hpp"
#include "schemas/explain.hpp"
#include "schemas/rules.hpp"
#include "schemas/words.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

constexpr std::string_view audit_schema =
#include "schemas/audit_policy.schema.inc"
    ;

void check_urls(const Schema::Visited& rule, std::vector<Flaw>& flaws) {
    const json& urls = list_at(rule.value, "nonResourceURLs");
    for (std::size_t index = 0; index < urls.size(); ++index) {
        if (!urls[index].is_string() || urls[index] == "*") continue;
        const auto& url = urls[index].get_ref<const std::string&>();
        const Path path = below(rule.path, "nonResourceURLs", std::to_string(index));
        if (!url.starts_with('/'))
            flaws.push_back({.path = path, .message = fmt::format("{} does not start with '/'", shown(url))});
        const auto star = url.find('*');
        if (star != std::string::npos && star + 1 != url.size()) {
            flaws.push_back(
                {.path = path, .message = fmt::format("in {} the '*' does not stand at the end", shown(url))});
        }
    }
    for (const std::string other : {"resources", "namespaces"}) {
        if (!urls.empty() && !list_at(rule.value, other).empty()) {
            flaws.push_back({.path = below(rule.path, "nonResourceURLs"),
                             .message = fmt::format("a rule with {} cannot have nonResourceURLs", other),
                             .hint = "make two rules of it",
                             .key = true});
        }
    }
}

void check_resource_names(const Schema::Visited& group, std::vector<Flaw>& flaws) {
    if (list_at(group.value, "resourceNames").empty() || !list_at(group.value, "resources").empty()) return;
    flaws.push_back({.path = below(group.path, "resourceNames"),
                     .message = "resourceNames need resources beside them",
                     .hint = "name the resources",
                     .key = true});
}

constexpr auto audit_maps = std::to_array<MapRule>({
    {"GroupResources", check_resource_names},
    {"PolicyRule", check_urls},
});

/// A group has no version here. Only later minors know "*".
void check_groups(const Schema& schema, const json& policy, int minor, std::vector<Flaw>& flaws) {
    schema.walk(policy, [&](const Schema::Visited& visited) {
        const auto group = text_at(visited.value, "group");
        if (visited.definition != "GroupResources" || group.empty()) return;
        if (group == "*" && kubernetes::audit_any_group.contains(minor)) return;
        if (std::string message = dns_subdomain(std::string(group)); !message.empty()) {
            flaws.push_back({.path = below(visited.path, "group"),
                             .message = std::move(message),
                             .hint = "write the group without its version, \"\" for the core group"});
        }
    });
}

}  // namespace

std::vector<Flaw> judge_audit_policy(const json& policy, int minor) {
    const Schema schema(audit_schema, minor);
    auto flaws = schema.judge(policy);
    std::ranges::move(broken_rules(schema, policy, {.maps = audit_maps}), std::back_inserter(flaws));
    check_groups(schema, policy, minor, flaws);
    sort_flaws(flaws);
    return flaws;
}

}  // namespace planekeeper::schemas
