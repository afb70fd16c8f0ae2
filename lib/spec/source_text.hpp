#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "spec/findings.hpp"

namespace planekeeper::spec {

/// The text behind the marks: turns byte positions of the parser into places as an editor counts them.
class SourceText {
public:
    explicit SourceText(std::string_view text);

    /// Line from 0, byte column from 0.
    [[nodiscard]] std::size_t offset(std::size_t line, std::size_t column) const;
    [[nodiscard]] Mark mark(std::size_t offset) const;
    /// From a line number as in Mark; without its line break. Empty beyond the end.
    [[nodiscard]] std::string_view line(std::size_t number) const;
    [[nodiscard]] char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
    [[nodiscard]] std::size_t size() const { return text_.size(); }
    [[nodiscard]] std::string_view from(std::size_t offset) const;

    /// Place of the '-' of a list item that has no value. The parser only reports the place of the next token.
    [[nodiscard]] Mark empty_item_before(std::size_t offset) const;
    /// First tab inside the indentation of a line.
    [[nodiscard]] bool tab_indents(std::size_t line_number, Mark& place) const;
    /// The indentation of the lines of a "|" block that opens in this line.
    [[nodiscard]] std::size_t block_indent(std::size_t line_number, std::string_view content) const;
    /// True when a quoted scalar that starts here is closed. The parser accepts an open scalar at the end of the file.
    [[nodiscard]] bool closes_quote(std::size_t offset) const;

private:
    [[nodiscard]] std::size_t characters_before(std::size_t offset) const;

    std::string_view text_;
    std::vector<std::size_t> line_starts_;
    /// Characters before every block of bytes. Without these counts, the marks of a file of one long line would cost the
    /// square of its length.
    std::vector<std::size_t> block_characters_;
};

}  // namespace planekeeper::spec
