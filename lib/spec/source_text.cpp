#include "spec/source_text.hpp"

#include <algorithm>

namespace planekeeper::spec {

namespace {

constexpr std::size_t block_size = 128;

/// Bytes that start a UTF-8 character.
[[nodiscard]] std::size_t characters_in(std::string_view text) {
    const auto count =
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; });
    return static_cast<std::size_t>(count);
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text), line_starts_{0}, block_characters_{0} {
    for (std::size_t at = 0; at < text_.size(); ++at) {
        if (text_[at] == '\n') line_starts_.push_back(at + 1);
    }
    for (std::size_t at = 0; at + block_size <= text_.size(); at += block_size) {
        block_characters_.push_back(block_characters_.back() + characters_in(text_.substr(at, block_size)));
    }
}

std::size_t SourceText::characters_before(std::size_t offset) const {
    const std::size_t block = offset / block_size;
    return block_characters_[block] + characters_in(text_.substr(block * block_size, offset - block * block_size));
}

std::size_t SourceText::offset(std::size_t line, std::size_t column) const {
    if (line >= line_starts_.size()) return text_.size();
    return std::min(line_starts_[line] + column, text_.size());
}

Mark SourceText::mark(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto next = std::ranges::upper_bound(line_starts_, offset);
    const auto line = static_cast<std::size_t>(next - line_starts_.begin());
    return {line, characters_before(offset) - characters_before(line_starts_[line - 1]) + 1};
}

std::string_view SourceText::line(std::size_t number) const {
    if (number == 0 || number > line_starts_.size()) return {};
    const std::string_view rest = text_.substr(line_starts_[number - 1]);
    std::string_view result = rest.substr(0, rest.find('\n'));
    if (result.ends_with('\r')) result.remove_suffix(1);
    return result;
}

std::string_view SourceText::from(std::size_t offset) const { return text_.substr(std::min(offset, text_.size())); }

Mark SourceText::empty_item_before(std::size_t offset) const {
    const Mark next = mark(offset);
    for (std::size_t number = next.line; number > 0; --number) {
        std::string_view words = line(number);
        if (number == next.line) words = words.substr(0, std::min(words.size(), next.column - 1));
        if (const auto comment = words.find(" #"); comment != std::string_view::npos) words = words.substr(0, comment);
        const auto last = words.find_last_not_of(" \t");
        if (last == std::string_view::npos || words[words.find_first_not_of(" \t")] == '#') continue;
        return {number, last + 1};
    }
    return next;
}

bool SourceText::tab_indents(std::size_t line_number, Mark& place) const {
    const std::string_view words = line(line_number);
    const auto tab = words.substr(0, words.find_first_not_of(" \t")).find('\t');
    if (tab == std::string_view::npos) return false;
    place = {line_number, tab + 1};
    return true;
}

std::size_t SourceText::block_indent(std::size_t line_number, std::string_view content) const {
    while (!content.empty()) {
        const std::string_view wanted = content.substr(0, content.find('\n'));
        const std::string_view shown = line(++line_number);
        if (!wanted.empty()) return shown.size() > wanted.size() ? shown.size() - wanted.size() : 0;
        content.remove_prefix(1);
    }
    return 0;
}

bool SourceText::closes_quote(std::size_t offset) const {
    const char quote = at(offset);
    for (std::size_t index = offset + 1; index < text_.size(); ++index) {
        if (quote == '"' && text_[index] == '\\') {
            ++index;
        } else if (text_[index] == quote) {
            if (quote != '\'' || at(index + 1) != '\'') return true;
            ++index;
        }
    }
    return false;
}

}  // namespace planekeeper::spec
