#include "status/yaml_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "status/json_fields.hpp"

namespace planekeeper::status {

namespace {

/// Words that YAML 1.1 readers take for booleans or null.
constexpr std::array reserved = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"};

bool is_plain(const std::string& text) {
    if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) == 0) return false;
    const auto safe = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '/';
    };
    if (!std::all_of(text.begin(), text.end(), safe)) return false;
    std::string lower = text;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(reserved.begin(), reserved.end(), lower) == reserved.end();
}

std::string scalar(const Json& json) {
    if (json.is_array()) return "[]";
    if (json.is_object()) return "{}";
    if (json.is_string() && is_plain(json.get_ref<const std::string&>())) return json.get<std::string>();
    return dump(json);
}

void emit(const Json& json, std::size_t indent, std::string& out);

/// What follows "key:" or "-": a scalar on the same line, or a block.
void emit_value(const Json& value, std::size_t indent, std::string& out) {
    if (!value.is_structured() || value.empty()) {
        out += " " + scalar(value) + "\n";
        return;
    }
    out += "\n";
    emit(value, indent, out);
}

void emit(const Json& json, std::size_t indent, std::string& out) {
    const std::string margin(indent, ' ');
    if (json.is_array()) {
        for (const auto& item : json) {
            if (!item.is_structured() || item.empty()) {
                out += margin + "- " + scalar(item) + "\n";
                continue;
            }
            std::string block;
            emit(item, indent + 2, block);
            block.replace(indent, 2, "- ");
            out += block;
        }
        return;
    }
    for (const auto& [key, value] : json.items()) {
        out += margin + key + ":";
        emit_value(value, value.is_array() ? indent : indent + 2, out);
    }
}

}  // namespace

Result<std::string> yaml_from_json(std::string_view json) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (parsed.is_discarded()) return fail(ErrorKind::invalid, "not JSON");
    if (!parsed.is_structured() || parsed.empty()) return scalar(parsed) + "\n";
    std::string out;
    emit(parsed, 0, out);
    return out;
}

}  // namespace planekeeper::status
