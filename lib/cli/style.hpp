#pragma once

#include <string>
#include <string_view>

#include "cli/environment.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::cli {

enum class Colour { none, bold, dim, green, yellow, red, cyan };

enum class Colours { off, on };

/// Paints text for a terminal, or leaves it alone.
class Style {
public:
    explicit Style(Colours colours) : colours_(colours == Colours::on) {}
    /// Colours only on a terminal and without NO_COLOR.
    explicit Style(const Environment& environment) : colours_(environment.out_is_terminal && !environment.no_color) {}

    [[nodiscard]] std::string paint(Colour colour, std::string_view text) const;

private:
    bool colours_;
};

[[nodiscard]] Colour colour_of(model::State state) noexcept;
/// Degraded is good when it is False, all other conditions when they are True.
[[nodiscard]] Colour colour_of(const model::Condition& condition) noexcept;

/// The text with every control character replaced by '?' (a tab by a space): a log line must not steer the reader's
/// terminal.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace planekeeper::cli
