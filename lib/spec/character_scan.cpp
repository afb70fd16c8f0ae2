#include "spec/character_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace planekeeper::spec {

namespace {

constexpr auto none = std::string_view::npos;

/// Follows quotes and blocks of text from line to line, as far as it takes to tell comments and blocks from the rest.
class LineReader {
public:
    struct Line {
        std::size_t comment = none;  ///< where its comment starts
        bool in_block = false;       ///< text of a "|" or ">"
    };

    [[nodiscard]] Line next(std::string_view line) {
        const auto indent = line.find_first_not_of(' ');
        Line result;
        result.in_block = block_ != none && (indent == none || indent > block_);
        if (!result.in_block) block_ = none;
        char quote = result.in_block ? '\0' : quote_;
        result.comment = comment_start(line, quote);
        if (result.in_block) return result;
        quote_ = quote;
        if (quote == '\0' && opens_block(line.substr(0, result.comment))) block_ = parent_indent(line);
        return result;
    }

private:
    /// Leaves in `quote` the one that is still open at the end of the line.
    [[nodiscard]] static std::size_t comment_start(std::string_view line, char& quote) {
        bool token_starts = true;
        for (std::size_t at = 0; at < line.size(); ++at) {
            const char letter = line[at];
            if (quote != '\0') {
                const bool escaped = quote == '"' ? letter == '\\' : line.substr(at).starts_with("''");
                if (escaped) {
                    ++at;
                } else if (letter == quote) {
                    quote = '\0';
                }
                continue;
            }
            if (letter == '#' && (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t')) return at;
            if (token_starts && (letter == '"' || letter == '\'')) quote = letter;
            token_starts = std::string_view(" \t[{,").contains(letter);
        }
        return none;
    }

    [[nodiscard]] static std::string_view trimmed_end(std::string_view text) {
        return text.substr(0, text.find_last_not_of(" \t\r") + 1);
    }

    [[nodiscard]] static bool opens_block(std::string_view line) {
        line = trimmed_end(line);
        while (!line.empty() && std::string_view("+-0123456789").contains(line.back())) line.remove_suffix(1);
        const bool sign = line.ends_with('|') || line.ends_with('>');
        return sign && (line.size() == 1 || line[line.size() - 2] == ' ');
    }

    /// The text of a block stands further to the right than the key, or the dash, that it belongs to.
    [[nodiscard]] static std::size_t parent_indent(std::string_view line) {
        std::size_t indent = line.find_first_not_of(' ');
        for (auto rest = line.substr(indent); rest.starts_with("- "); rest = line.substr(indent)) {
            const auto item = line.find_first_not_of(' ', indent + 1);
            if (item == none || line[item] == '|' || line[item] == '>') break;
            indent = item;
        }
        return indent;
    }

    std::size_t block_ = none;  ///< indentation that the text of the open block exceeds
    char quote_ = '\0';         ///< open since an earlier line
};

/// Several words of a line of a block, and the character at `at` among them: "description: the node's – mine".
[[nodiscard]] bool within_prose(std::string_view line, std::size_t at, std::size_t length) {
    const auto colon = line.find(": ");
    std::size_t first = line.find_first_not_of(" -");
    if (colon != none && colon < at) first = line.find_first_not_of(' ', colon + 1);
    std::size_t end = line.find_last_not_of(" \t\r") + 1;
    if (first != none && (line[first] == '"' || line[first] == '\'')) ++first;
    if (end > 0 && (line[end - 1] == '"' || line[end - 1] == '\'')) --end;
    if (first == none || at <= first || at + length >= end) return false;
    return line.substr(first, end - first).contains(' ');
}

[[nodiscard]] std::string message_of(std::uint32_t code, CharacterKind kind) {
    switch (kind) {
        case CharacterKind::control:
            return fmt::format("the control character {} is not allowed", character_text(code));
        case CharacterKind::reordering:
        case CharacterKind::invisible:
            return fmt::format("the invisible character {} is not allowed", character_text(code));
        case CharacterKind::lookalike: break;
    }
    return fmt::format("the typographic character {} is not what programs read", character_text(code));
}

[[nodiscard]] std::string hint_of(std::uint32_t code, const NamedCharacters& row) {
    if (code == 0) return "the file may be half-saved: save it again";
    if (row.kind == CharacterKind::reordering) return "it shows the text in another order than it is read: delete it";
    return row.instead.empty() ? "delete it" : fmt::format("write {}", row.instead);
}

[[nodiscard]] bool allowed(const NamedCharacters& row, std::string_view line, std::size_t at, std::size_t length,
                           const LineReader::Line& place) {
    if (row.kind == CharacterKind::control || row.kind == CharacterKind::reordering) return false;
    if (at >= place.comment) return true;
    return row.kind == CharacterKind::lookalike && place.in_block &&
           within_prose(line.substr(0, place.comment), at, length);
}

struct Judged {
    bool readable = true;  ///< UTF-8
    bool clean = true;
};

/// `line` is without its line break.
[[nodiscard]] Judged check_line(std::string_view line, std::size_t number, const LineReader::Line& place,
                                Findings& findings) {
    std::size_t column = 1;
    for (std::size_t at = 0; at < line.size(); ++column) {
        const auto character = decode(line.substr(at));
        if (!character) {
            findings.add({number, column}, "", "the file is not UTF-8 text", "save it as UTF-8");
            return {false, false};
        }
        const auto* const row = character->code == '\t' ? nullptr : find_suspicious(character->code);
        if (row != nullptr && !allowed(*row, line, at, character->length, place)) {
            findings.add({number, column}, "", message_of(character->code, row->kind), hint_of(character->code, *row));
            return {true, false};
        }
        at += character->length;
    }
    return {};
}

}  // namespace

bool check_characters(std::string_view text, Findings& findings) {
    LineReader reader;
    bool clean = true;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (end != none && line.ends_with('\r')) line.remove_suffix(1);
        const auto judged = check_line(line, number, reader.next(line), findings);
        if (!judged.readable) return false;
        clean = clean && judged.clean;
        text.remove_prefix(end == none ? text.size() : end + 1);
    }
    return clean;
}

std::string suspicious_in(std::string_view value, Lookalikes lookalikes) {
    while (!value.empty()) {
        const auto character = decode(value);
        if (!character) return "text that is not UTF-8";
        const auto* const row =
            std::string_view("\t\n\r").contains(value.front()) ? nullptr : find_suspicious(character->code);
        const bool meant = lookalikes == Lookalikes::meant && row != nullptr && row->kind == CharacterKind::lookalike;
        if (row != nullptr && !meant) return character_text(character->code);
        value.remove_prefix(character->length);
    }
    return {};
}

}  // namespace planekeeper::spec
