#include "spec/raw_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "spec/character_scan.hpp"

namespace planekeeper::spec {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// A save that was cut inside a line could still be valid YAML with a wrong value ("port: 64").
[[nodiscard]] bool check_end(std::string_view text, Findings& findings) {
    if (text.empty() || text.ends_with('\n')) return true;
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    const auto last = text.substr(text.rfind('\n') + 1);
    const auto continued =
        std::ranges::count_if(last, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; });
    findings.add({lines + 1, last.size() - static_cast<std::size_t>(continued) + 1}, "",
                 "the last line does not end: the file may be half-saved", "end the file with a line break");
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
        findings.add({1, 1}, "", fmt::format("the file is larger than {} bytes", maximum_file_size),
                     "is this the right file?");
        return false;
    }
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
        findings.add({1, 1}, "", "the file is UTF-16 text", "save it as UTF-8");
        return false;
    }
    return check_characters(text, findings) && check_end(text, findings);
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

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::string_view without_byte_order_mark(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
}

}  // namespace planekeeper::spec
