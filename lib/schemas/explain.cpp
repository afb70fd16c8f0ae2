#include "schemas/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "facts/minors.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

struct TypeWords {
    std::string_view type;
    bool (*fits)(const json&);
    std::string_view words;
};
constexpr std::array type_words{
    TypeWords{"string", [](const json& value) { return value.is_string(); }, "text"},
    TypeWords{"integer", [](const json& value) { return value.is_number_integer(); }, "a whole number"},
    TypeWords{"number", [](const json& value) { return value.is_number(); }, "a number"},
    TypeWords{"boolean", [](const json& value) { return value.is_boolean(); }, "true or false"},
    TypeWords{"array", [](const json& value) { return value.is_array(); }, "a list"},
    TypeWords{"object", [](const json& value) { return value.is_object(); }, "a map"},
};

[[nodiscard]] const TypeWords& words_of(const json& type) {
    return *std::ranges::find(type_words, type.get<std::string_view>(), &TypeWords::type);
}

/// One or several types of a schema.
[[nodiscard]] std::vector<TypeWords> types_of(const json& schema) {
    const auto type = schema.find("type");
    if (type == schema.end()) return {};
    if (type->is_string()) return {words_of(*type)};
    std::vector<TypeWords> result;
    for (const auto& one : *type) result.push_back(words_of(one));
    return result;
}

[[nodiscard]] std::string way_out(const std::vector<TypeWords>& wanted, const json& value) {
    const bool text_fits = std::ranges::any_of(wanted, [](const TypeWords& one) { return one.type == "string"; });
    if (text_fits && value.is_primitive()) return "put it in quotes";
    if (wanted.front().type == "array" && !value.is_array()) return "write it as a list: [...]";
    if (!value.is_string()) return "";
    const auto& text = value.get_ref<const std::string&>();
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    const bool boolean = text == "true" || text == "false";
    const bool unquoted_fits =
        (wanted.front().type == "integer" && digits) || (wanted.front().type == "boolean" && boolean);
    return unquoted_fits ? "remove the quotes" : "";
}

[[nodiscard]] std::vector<std::string> keys_of(const json& map) {
    std::vector<std::string> result;
    for (const auto& [key, value] : map.items()) result.push_back(key);
    return result;
}

[[nodiscard]] Flaw unknown_key(const Described& described, const std::string& key, const Path& path, int minor) {
    Flaw flaw{.path = path, .message = fmt::format("unknown key \"{}\"", key), .key = true};
    flaw.path.push_back(key);
    if (described.gone != nullptr && described.gone->contains(key)) {
        const json& field = described.gone->at(key);
        flaw.message = fmt::format("{} does not have \"{}\"", kubernetes::minor_name(minor), key);
        const int since = field.value("since", kubernetes::oldest_minor);
        flaw.hint = since > minor ? fmt::format("it is read from {} on", kubernetes::minor_name(since))
                                  : fmt::format("it was last read by {}",
                                                kubernetes::minor_name(field.value("until", kubernetes::still)));
    } else {
        flaw.known = keys_of(described.schema->at("properties"));
    }
    return flaw;
}

void explain_map(const Described& described, const json& value, const Path& path, int minor, std::vector<Flaw>& flaws) {
    const json& schema = *described.schema;
    const auto properties = schema.find("properties");
    for (const auto& [key, entry] : value.items()) {
        if (properties != schema.end() && !properties->contains(key)) {
            flaws.push_back(unknown_key(described, key, path, minor));
        }
    }
    for (const auto& key : schema.value("required", json::array())) {
        const auto name = key.get<std::string>();
        if (!value.contains(name)) flaws.push_back({.path = path, .message = fmt::format("{} is missing", name)});
    }
}

void explain_value(const json& schema, const json& value, const Path& path, std::vector<Flaw>& flaws) {
    if (const auto words = schema.find("enum"); words != schema.end() && value.is_string()) {
        std::vector<std::string> known;
        for (const auto& word : *words) {
            if (word != "") known.push_back(word.get<std::string>());
        }
        if (std::ranges::find(*words, value) == words->end()) {
            flaws.push_back(
                {.path = path, .message = fmt::format("unknown word {}", shown(value)), .known = std::move(known)});
        }
    }
    const bool too_small = schema.contains("minimum") && value.is_number() && value < schema.at("minimum");
    const bool too_great = schema.contains("maximum") && value.is_number() && value > schema.at("maximum");
    if (too_small || too_great) {
        flaws.push_back({.path = path,
                         .message = fmt::format("{} is out of range", shown(value)),
                         .hint = fmt::format("write a whole number from {} to {}", schema.at("minimum").dump(),
                                             schema.at("maximum").dump())});
    }
    if (schema.contains("minItems") && value.is_array() && value.size() < schema.at("minItems")) {
        flaws.push_back({.path = path, .message = "the list is empty"});
    }
}

}  // namespace

std::string shown(const json& value) {
    constexpr std::size_t longest = 60;
    if (value.is_array()) return "a list";
    if (value.is_object()) return "a map";
    std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.size() <= longest) return text;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return fmt::format("{}...", text.substr(0, end));
}

std::vector<Flaw> explain(const Described& described, const json& value, const Path& path, int minor) {
    std::vector<Flaw> flaws;
    if (described.schema == nullptr) return flaws;
    const auto wanted = types_of(*described.schema);
    if (!wanted.empty() && std::ranges::none_of(wanted, [&](const TypeWords& one) { return one.fits(value); })) {
        std::string words;
        for (const auto& one : wanted) words += (words.empty() ? "" : " or ") + std::string(one.words);
        flaws.push_back({.path = path,
                         .message = fmt::format("{} stands where {} is expected", shown(value), words),
                         .hint = way_out(wanted, value)});
        return flaws;
    }
    if (value.is_object()) explain_map(described, value, path, minor, flaws);
    explain_value(*described.schema, value, path, flaws);
    return flaws;
}

}  // namespace planekeeper::schemas
