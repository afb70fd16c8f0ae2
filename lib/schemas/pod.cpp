#include "schemas/pod.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "facts/static_pod_facts.hpp"
#include "schemas/pod_rules_table.hpp"

namespace planekeeper::schemas {

namespace {

constexpr std::string_view pod_schema =
#include "schemas/pod.schema.inc"
    ;

/// References that a pod may have, but not a pod that the kubelet reads from a file.
[[nodiscard]] std::vector<Flaw> references(const Schema& schema, const nlohmann::json& pod, int minor) {
    std::vector<Flaw> flaws;
    schema.walk(pod, [&](const Schema::Visited& visited) {
        for (const auto& row : kubernetes::static_pod_facts()) {
            if (row.definition != visited.definition || !row.refused.contains(minor)) continue;
            const auto found = visited.value.find(row.field);
            if (found == visited.value.end() || found->empty() || *found == "") continue;
            flaws.push_back({.path = below(visited.path, std::string(row.field)),
                             .message = fmt::format("a static pod may not refer to {}", row.what),
                             .hint = row.instead.empty() ? "remove it" : std::string(row.instead),
                             .key = true});
        }
    });
    return flaws;
}

}  // namespace

PodRules::PodRules(int minor) : minor_(minor), schema_(pod_schema, minor) {}

std::vector<Flaw> PodRules::judge(const nlohmann::json& pod) const {
    auto flaws = schema_.judge(pod);
    std::ranges::move(broken_rules(schema_, pod, pod_rules()), std::back_inserter(flaws));
    std::ranges::move(references(schema_, pod, minor_), std::back_inserter(flaws));
    sort_flaws(flaws);
    return flaws;
}

}  // namespace planekeeper::schemas
