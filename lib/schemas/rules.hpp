#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

// Rules that a schema cannot express, as rows: for one value, one list or one choice. A rule over several values is a
// function.

namespace planekeeper::schemas {

/// The value of a field must pass a check.
struct FieldRule {
    std::string_view definition;
    std::string_view field;
    std::string (*check)(const nlohmann::json&);
};

/// No two entries of a list have the same value in this field.
struct UniqueRule {
    std::string_view definition;
    std::string_view list;
    std::string_view field;
};

/// At most one, or exactly one, of these keys is present.
struct ChoiceRule {
    std::string_view definition;
    std::array<std::string_view, 7> keys;  ///< unused places are empty; if all are empty: every key except "name"
    bool required = true;
};

/// A rule over more than one value of a map.
struct MapRule {
    std::string_view definition;
    void (*check)(const Schema::Visited& visited, std::vector<Flaw>& flaws);
};

struct Rules {
    std::span<const FieldRule> fields;
    std::span<const UniqueRule> unique;
    std::span<const ChoiceRule> choices;
    std::span<const MapRule> maps;
};

/// The flaws that the rules find in a document.
[[nodiscard]] std::vector<Flaw> broken_rules(const Schema& schema, const nlohmann::json& document, const Rules& rules);

/// Sorts flaws by path and removes duplicates.
void sort_flaws(std::vector<Flaw>& flaws);

/// The value of a key when it exists and has the right type; otherwise an empty value.
[[nodiscard]] const nlohmann::json& list_at(const nlohmann::json& map, std::string_view key);
[[nodiscard]] const nlohmann::json& map_at(const nlohmann::json& map, std::string_view key);
[[nodiscard]] std::string_view text_at(const nlohmann::json& map, std::string_view key);
[[nodiscard]] bool true_at(const nlohmann::json& map, std::string_view key);

/// A path further down.
template <class... Keys>
[[nodiscard]] Path below(const Path& path, Keys&&... keys) {
    Path result = path;
    (result.emplace_back(std::forward<Keys>(keys)), ...);
    return result;
}

}  // namespace planekeeper::schemas
