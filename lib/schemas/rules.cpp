#include "schemas/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "schemas/explain.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

void check_field(const FieldRule& rule, const Schema::Visited& visited, std::vector<Flaw>& flaws) {
    const auto found = visited.value.find(rule.field);
    if (found == visited.value.end()) return;
    if (std::string message = rule.check(*found); !message.empty()) {
        flaws.push_back({.path = below(visited.path, std::string(rule.field)), .message = std::move(message)});
    }
}

void check_unique(const UniqueRule& rule, const Schema::Visited& visited, std::vector<Flaw>& flaws) {
    std::set<json> seen;
    const json& list = list_at(visited.value, rule.list);
    for (std::size_t index = 0; index < list.size(); ++index) {
        if (!list[index].is_object() || !list[index].contains(rule.field)) continue;
        const json& value = list[index].at(std::string(rule.field));
        if (value == "" || seen.insert(value).second) continue;
        flaws.push_back(
            {.path = below(visited.path, std::string(rule.list), std::to_string(index), std::string(rule.field)),
             .message = fmt::format("{} is here twice", shown(value)),
             .hint = fmt::format("each entry of {} has a {} of its own", rule.list, rule.field)});
    }
}

[[nodiscard]] bool belongs_to(const ChoiceRule& rule, std::string_view key) {
    if (rule.keys.front().empty()) return key != "name";
    return std::ranges::find(rule.keys, key) != rule.keys.end();
}

void check_choice(const ChoiceRule& rule, const Schema::Visited& visited, std::vector<Flaw>& flaws) {
    std::vector<std::string> chosen;
    for (const auto& [key, value] : visited.value.items()) {
        if (belongs_to(rule, key)) chosen.push_back(key);
    }
    std::string words;
    for (const auto& key : rule.keys) {
        if (!key.empty()) words += (words.empty() ? "" : ", ") + std::string(key);
    }
    if (chosen.empty() && rule.required) {
        flaws.push_back(
            {.path = visited.path, .message = fmt::format("nothing of {}", words), .hint = "it needs one of them"});
    }
    if (chosen.size() > 1) {
        flaws.push_back({.path = below(visited.path, chosen[1]),
                         .message = fmt::format("{} and {} exclude each other", chosen[0], chosen[1]),
                         .hint = "keep one of them",
                         .key = true});
    }
}

[[nodiscard]] const json& value_at(const json& map, std::string_view key, bool (json::*fits)() const noexcept,
                                   const json& otherwise) {
    if (!map.is_object()) return otherwise;
    const auto found = map.find(key);
    return found != map.end() && ((*found).*fits)() ? *found : otherwise;
}

}  // namespace

std::vector<Flaw> broken_rules(const Schema& schema, const json& document, const Rules& rules) {
    std::vector<Flaw> flaws;
    const auto apply = [&](const auto& rows, const Schema::Visited& visited, auto check) {
        for (const auto& row : rows) {
            if (row.definition == visited.definition) check(row, visited, flaws);
        }
    };
    schema.walk(document, [&](const Schema::Visited& visited) {
        apply(rules.fields, visited, check_field);
        apply(rules.unique, visited, check_unique);
        apply(rules.choices, visited, check_choice);
        for (const auto& row : rules.maps) {
            if (row.definition == visited.definition) row.check(visited, flaws);
        }
    });
    return flaws;
}

void sort_flaws(std::vector<Flaw>& flaws) {
    const auto order = [](const Flaw& flaw) { return std::tie(flaw.path, flaw.message); };
    std::ranges::sort(flaws, {}, order);
    const auto doubles = std::ranges::unique(flaws, {}, order);
    flaws.erase(doubles.begin(), doubles.end());
}

const json& list_at(const json& map, std::string_view key) {
    static const json none = json::array();
    return value_at(map, key, &json::is_array, none);
}

const json& map_at(const json& map, std::string_view key) {
    static const json none = json::object();
    return value_at(map, key, &json::is_object, none);
}

std::string_view text_at(const json& map, std::string_view key) {
    static const json none = "";
    return value_at(map, key, &json::is_string, none).get_ref<const std::string&>();
}

bool true_at(const json& map, std::string_view key) {
    static const json none = false;
    return value_at(map, key, &json::is_boolean, none).get<bool>();
}

}  // namespace planekeeper::schemas
