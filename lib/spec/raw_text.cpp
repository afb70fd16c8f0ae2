#include "spec/raw_text.hpp"

#include <cstdint>
#include <optional>

namespace planekeeper::spec {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0;
};

[[nodiscard]] std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

/// The UTF-8 character at the start of `text`; nullopt for overlong, surrogate, truncated and other invalid forms.
[[nodiscard]] std::optional<Character> decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = sequence_length(lead);
    if (length == 0 || length > text.size()) return std::nullopt;
    if (length == 1) return Character{lead, 1};
    std::uint32_t code = lead & (0xffU >> (length + 1));
    for (std::size_t index = 1; index < length; ++index) {
        const auto byte = static_cast<unsigned char>(text[index]);
        if ((byte & 0xc0U) != 0x80U) return std::nullopt;
        code = (code << 6U) | (byte & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return std::nullopt;
    return Character{code, length};
}

/// Marks that reorder the text on screen: what a reviewer sees would not be what is parsed.
[[nodiscard]] bool reorders_text(std::uint32_t code) {
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

[[nodiscard]] bool is_control(std::uint32_t code) {
    const bool allowed = code == '\t' || code == '\n';
    return (code < 0x20 && !allowed) || (code >= 0x7f && code < 0xa0);
}

[[nodiscard]] std::string code_point(std::uint32_t code) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result = "U+";
    for (int shift = code > 0xffff ? 20 : 12; shift >= 0; shift -= 4) {
        result += digits[(code >> static_cast<unsigned>(shift)) & 0x0fU];
    }
    return result;
}

[[nodiscard]] bool check_characters(std::string_view text, Findings& findings) {
    Mark mark{1, 1};
    for (std::size_t at = 0; at < text.size();) {
        const auto character = decode(text.substr(at));
        if (!character) {
            findings.add(mark, "", "the file is not UTF-8 text", "save it as UTF-8");
            return false;
        }
        const bool line_end = character->code == '\r' && text.substr(at).starts_with("\r\n");
        if (!line_end && is_control(character->code)) {
            findings.add(mark, "", "the control character " + code_point(character->code) + " is not allowed",
                         character->code == 0 ? "the file may be half-saved: save it again" : "delete it");
            return false;
        }
        if (reorders_text(character->code)) {
            findings.add(mark, "", "the invisible character " + code_point(character->code) + " is not allowed",
                         "it shows the text in another order than it is read: delete it");
            return false;
        }
        mark = character->code == '\n' ? Mark{mark.line + 1, 1} : Mark{mark.line, mark.column + 1};
        at += character->length;
    }
    // A save that was cut inside a line could still be valid YAML with a wrong value ("port: 64").
    if (text.empty() || text.ends_with('\n')) return true;
    findings.add(mark, "", "the last line does not end: the file may be half-saved", "end the file with a line break");
    return false;
}

[[nodiscard]] std::string_view trimmed(std::string_view line) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

[[nodiscard]] bool holds_nothing(std::string_view line) {
    const std::string_view words = trimmed(line);
    if (words.empty() || words.starts_with('#')) return true;
    if (!line.starts_with("---") && !line.starts_with("...")) return false;
    const std::string_view rest = trimmed(line.substr(3));
    return rest.empty() || (rest.starts_with('#') && line[3] != '#');
}

}  // namespace

bool check_bytes(std::string_view text, Findings& findings) {
    if (text.size() > maximum_file_size) {
        findings.add({1, 1}, "",
                     "the file has " + std::to_string(text.size()) + " bytes, more than " +
                         std::to_string(maximum_file_size) + " are not read",
                     "is this the right file?");
        return false;
    }
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
        findings.add({1, 1}, "", "the file is UTF-16 text", "save it as UTF-8");
        return false;
    }
    return check_characters(text, findings);
}

bool has_content(std::string_view text) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (!holds_nothing(text.substr(0, end))) return true;
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return false;
}

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string_view without_byte_order_mark(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
}

}  // namespace planekeeper::spec
