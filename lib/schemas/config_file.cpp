#include "schemas/config_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "facts/config_kind_facts.hpp"
#include "schemas/audit_policy.hpp"
#include "schemas/config_kind_table.hpp"
#include "schemas/rules.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

constexpr std::string_view admission_flag = "admission-control-config-file";
constexpr std::string_view audit_flag = "audit-policy-file";
constexpr std::string_view inner_remark = "inside AdmissionConfiguration";

enum class Standing { by_itself, inside_another };

[[nodiscard]] Standing standing_of(const kubernetes::ConfigKindFact& row) {
    return row.remark == inner_remark ? Standing::inside_another : Standing::by_itself;
}

/// Flaws of apiVersion and kind; empty when the minor reads this kind here.
[[nodiscard]] std::vector<Flaw> judge_kind(std::string_view flag, const json& document, Standing standing, int minor) {
    const auto version = text_at(document, "apiVersion");
    const auto kind = text_at(document, "kind");
    std::string read;
    for (const auto& row : kubernetes::config_kind_facts()) {
        if (row.flag != flag || standing_of(row) != standing || !row.accepted.contains(minor)) continue;
        if (row.api_version == version && row.kind == kind) return {};
        read += fmt::format("{}{} of {}", read.empty() ? "" : ", ", row.kind, row.api_version);
    }
    const char* const field = version.empty() || !kind.empty() ? "apiVersion" : "kind";
    const std::string given = kind.empty() || version.empty()
                                  ? "apiVersion and kind do not both stand here"
                                  : fmt::format("{} of {} is not what it reads here", kind, version);
    return {{.path = document.contains(field) ? Path{field} : Path{},
             .message = given,
             .hint = fmt::format("kube-apiserver {} reads {}", kubernetes::minor_name(minor), read)}};
}

[[nodiscard]] std::vector<Flaw> judge_content(const json& document, int minor) {
    const ConfigKind* const row = find_config_kind(text_at(document, "kind"));
    if (row == nullptr) return {};
    const Schema schema(row->schema, minor);
    auto flaws = schema.judge(document);
    std::ranges::move(broken_rules(schema, document, row->rules), std::back_inserter(flaws));
    return flaws;
}

/// The configuration of a plugin with an unknown kind is not judged.
[[nodiscard]] bool is_known_inside(const json& configuration) {
    return std::ranges::any_of(kubernetes::config_kind_facts(), [&](const auto& row) {
        return standing_of(row) == Standing::inside_another && row.kind == text_at(configuration, "kind");
    });
}

void judge_plugins(const json& admission, int minor, std::vector<Flaw>& flaws) {
    const json& plugins = list_at(admission, "plugins");
    for (std::size_t index = 0; index < plugins.size(); ++index) {
        if (!plugins[index].is_object()) continue;
        const json& configuration = map_at(plugins[index], "configuration");
        if (!is_known_inside(configuration)) continue;
        auto inner = judge_kind(admission_flag, configuration, Standing::inside_another, minor);
        std::ranges::move(judge_content(configuration, minor), std::back_inserter(inner));
        const Path front{"plugins", std::to_string(index), "configuration"};
        for (auto& flaw : inner) {
            flaw.path.insert(flaw.path.begin(), front.begin(), front.end());
            flaws.push_back(std::move(flaw));
        }
    }
}

}  // namespace

bool is_judged(std::string_view flag) {
    return std::ranges::any_of(kubernetes::config_kind_facts(), [&](const auto& row) {
        return row.flag == flag && (flag == audit_flag || find_config_kind(row.kind) != nullptr);
    });
}

std::vector<Flaw> judge_config_file(std::string_view flag, const json& document, int minor) {
    auto flaws = judge_kind(flag, document, Standing::by_itself, minor);
    if (!flaws.empty()) return flaws;
    if (flag == audit_flag) return judge_audit_policy(document, minor);
    flaws = judge_content(document, minor);
    if (flag == admission_flag) judge_plugins(document, minor, flaws);
    sort_flaws(flaws);
    return flaws;
}

}  // namespace planekeeper::schemas
