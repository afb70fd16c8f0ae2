#include "text/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"

namespace planekeeper::text {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t indentation = 2;

/// Words that YAML 1.1 or 1.2 does not read as a string.
bool is_reserved_word(std::string_view text) {
    constexpr std::array<std::string_view, 9> words{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), to_lower);
    return std::ranges::find(words, lower) != words.end();
}

/// Digests and UUIDs start with a digit only by chance, so all of them are quoted.
bool is_hexadecimal(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const char lower = to_lower(c);
        return is_digit(c) || (lower >= 'a' && lower <= 'f') || c == '-';
    });
}

bool starts_like_a_word(std::string_view text) {
    if (text.starts_with("--")) return text.size() > 2 && is_letter(text[2]);  // a command line flag
    return is_letter(text.front()) || text.front() == '/';
}

void emit_string(YAML::Emitter& out, const std::string& text) {
    if (!is_plain_yaml(text)) out << YAML::DoubleQuoted;
    out << text;
}

// NOLINTNEXTLINE(misc-no-recursion): the depth is that of the documents that planekeeper writes
void emit(YAML::Emitter& out, const ordered_json& value) {
    if (value.is_object()) {
        if (value.empty()) out << YAML::Flow;
        out << YAML::BeginMap;
        for (const auto& [key, item] : value.items()) {
            out << YAML::Key;
            emit_string(out, key);
            out << YAML::Value;
            emit(out, item);
        }
        out << YAML::EndMap;
    } else if (value.is_array()) {
        if (value.empty()) out << YAML::Flow;
        out << YAML::BeginSeq;
        for (const auto& item : value) emit(out, item);
        out << YAML::EndSeq;
    } else if (value.is_string()) {
        emit_string(out, value.get_ref<const std::string&>());
    } else if (value.is_null()) {
        out << YAML::Null;
    } else {
        out << value.dump();  // JSON and YAML spell numbers, true and false alike
    }
}

}  // namespace

bool is_plain_yaml(std::string_view text) {
    if (text.empty() || !starts_like_a_word(text) || text.back() == ':') return false;
    if (is_reserved_word(text) || is_hexadecimal(text)) return false;
    constexpr std::string_view punctuation = "_./:=,@+-";
    return std::ranges::all_of(text, [&](char c) { return is_letter(c) || is_digit(c) || punctuation.contains(c); });
}

std::string yaml_text(const ordered_json& document) {
    YAML::Emitter out;
    out.SetIndent(indentation);
    out.SetNullFormat(YAML::LowerNull);
    emit(out, document);
    return fmt::format("{}\n", std::string_view(out.c_str(), out.size()));
}

Result<std::string> yaml_from_json(std::string_view json) {
    const auto document = ordered_json::parse(json, nullptr, false);
    if (document.is_discarded()) return fail(ErrorKind::invalid, "not JSON");
    return yaml_text(document);
}

}  // namespace planekeeper::text
