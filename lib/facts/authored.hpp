#pragma once

#include <algorithm>
#include <functional>

// generate_tables.py makes the measured rows from lib/facts/data. Some rows need additions of planekeeper, written by hand.
// At compile time this file joins both into one table. Private to this room.

namespace planekeeper::kubernetes {

// No call of these is a constant expression, so a call ends the build. The compiler's message names the tables.
void no_minor_knows_this_name();
void names_are_not_in_alphabetical_order();

constexpr void add(const auto& authored, auto& rows) {
    const auto name = [](const auto& row) { return row.name; };
    if (!std::ranges::is_sorted(authored, std::ranges::less_equal{}, name)) names_are_not_in_alphabetical_order();
    for (const auto& row : authored) {
        auto* const measured = std::ranges::lower_bound(rows, row.name, {}, name);
        if (measured == rows.end() || measured->name != row.name) no_minor_knows_this_name();
        row.add_to(*measured);
    }
}

/// The measured rows, sorted by name, with what the authored ones add to some of them. A name that was not measured fails
/// the build.
template <const auto& measured, const auto&... authored>
consteval auto with_authored() {
    auto rows = measured;
    (add(authored, rows), ...);
    return rows;
}

}  // namespace planekeeper::kubernetes
