#include "cli/style.hpp"

#include <fmt/format.h>

namespace planekeeper::cli {

namespace {

std::string_view sequence(Colour colour) noexcept {
    switch (colour) {
        case Colour::none: return "";
        case Colour::bold: return "\x1b[1m";
        case Colour::dim: return "\x1b[2m";
        case Colour::green: return "\x1b[32m";
        case Colour::yellow: return "\x1b[33m";
        case Colour::red: return "\x1b[31m";
        case Colour::cyan: return "\x1b[36m";
    }
    return "";
}

}  // namespace

std::string Style::paint(Colour colour, std::string_view text) const {
    if (!colours_ || colour == Colour::none) return std::string{text};
    return fmt::format("{}{}\x1b[0m", sequence(colour), text);
}

Colour colour_of(model::State state) noexcept {
    switch (state) {
        case model::State::ready: return Colour::green;
        case model::State::progressing: return Colour::cyan;
        case model::State::pending:
        case model::State::degraded: return Colour::yellow;
        case model::State::failed: return Colour::red;
        case model::State::unknown: return Colour::dim;
    }
    return Colour::none;
}

Colour colour_of(const model::Condition& condition) noexcept {
    const auto good = condition.type == "Degraded" ? model::ConditionStatus::no : model::ConditionStatus::yes;
    if (condition.status == model::ConditionStatus::unknown) return Colour::dim;
    return condition.status == good ? Colour::green : Colour::yellow;
}

std::string printable(std::string_view text) {
    std::string result{text};
    for (auto& c : result) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) c = c == '\t' ? ' ' : '?';
    }
    return result;
}

}  // namespace planekeeper::cli
