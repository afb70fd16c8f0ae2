#pragma once

#include <string>
#include <vector>

#include "cli/style.hpp"

namespace planekeeper::cli {

struct Cell {
    std::string text;
    Colour colour = Colour::none;
};

/// Rows as kubectl aligns them: left-justified columns, three spaces apart, nothing after the last. An empty cell is
/// shown as "-" so that columns can be counted by scripts, except in the last column.
[[nodiscard]] std::string table_text(const std::vector<std::vector<Cell>>& rows, const Style& style);

/// "12s", "3m5s"; "<unknown>" for a time that is not known.
[[nodiscard]] std::string age_text(SystemTime since, SystemTime now);

}  // namespace planekeeper::cli
