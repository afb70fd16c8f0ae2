#include "cli/table.hpp"

#include <algorithm>

namespace planekeeper::cli {

namespace {

constexpr std::size_t gap = 3;

/// The number of characters of UTF-8 text, which is its width in a column.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string shown(const std::vector<Cell>& row, std::size_t column) {
    const auto& text = row[column].text;
    if (text.empty()) return column + 1 == row.size() ? "" : "-";
    return printable(text);
}

}  // namespace

std::string table_text(const std::vector<std::vector<Cell>>& rows, const Style& style) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], width(shown(row, i)));
        }
    }
    std::string text;
    for (const auto& row : rows) {
        std::string padding;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto cell = shown(row, i);
            if (cell.empty()) break;
            text += padding + style.paint(row[i].colour, cell);
            padding.assign(widths[i] - width(cell) + gap, ' ');
        }
        text += "\n";
    }
    return text;
}

std::string age_text(SystemTime since, SystemTime now) {
    if (since == SystemTime{}) return "<unknown>";
    const auto age = now - since;
    return age < std::chrono::seconds{1} ? "0s" : short_duration(age);
}

}  // namespace planekeeper::cli
