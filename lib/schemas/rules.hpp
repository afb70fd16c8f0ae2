#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

// What a schema cannot say, as rows: one value, one list, one choice. What spans more is a function of its own.

namespace planekeeper::schemas {

/// A field's value has to pass a check.
struct FieldRule {
    std::string_view definition;
    std::string_view field;
    std::string (*check)(const nlohmann::json&);
};

/// No two entries of a list have the same value in one of their fields.
struct UniqueRule {
    std::string_view definition;
    std::string_view list;
    std::string_view field;
};

/// Of these keys at most one, or exactly one, is there.
struct ChoiceRule {
    std::string_view definition;
    std::array<std::string_view, 7> keys;  ///< the rest is empty; none at all: every key but "name"
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

/// What the rules find in a document.
[[nodiscard]] std::vector<Flaw> broken_rules(const Schema& schema, const nlohmann::json& document, const Rules& rules);

/// Each flaw once, in the order of the paths.
void sort_flaws(std::vector<Flaw>& flaws);

/// The value of a key when it is there and of the right type; else an empty one.
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
