#include "facts/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace planekeeper::kubernetes {

namespace {

/// Kubernetes' suffixes and what they multiply with (apimachinery pkg/api/resource/suffix.go).
std::optional<long double> suffix_factor(std::string_view suffix) {
    constexpr long double kilo = 1000.0L;
    constexpr long double kibi = 1024.0L;
    constexpr std::array<std::pair<std::string_view, int>, 10> decimal{
        {{"n", -3}, {"u", -2}, {"m", -1}, {"", 0}, {"k", 1}, {"M", 2}, {"G", 3}, {"T", 4}, {"P", 5}, {"E", 6}}};
    constexpr std::array<std::pair<std::string_view, int>, 6> binary{
        {{"Ki", 1}, {"Mi", 2}, {"Gi", 3}, {"Ti", 4}, {"Pi", 5}, {"Ei", 6}}};
    for (const auto& [name, power] : decimal) {
        if (name == suffix) return std::pow(kilo, static_cast<long double>(power));
    }
    for (const auto& [name, power] : binary) {
        if (name == suffix) return std::pow(kibi, static_cast<long double>(power));
    }
    return std::nullopt;
}

std::optional<long double> exponent_factor(std::string_view suffix) {
    if (suffix.size() < 2 || (suffix.front() != 'e' && suffix.front() != 'E')) return std::nullopt;
    suffix.remove_prefix(1);
    const bool negative = suffix.starts_with('-');
    if (negative || suffix.starts_with('+')) suffix.remove_prefix(1);
    int exponent = 0;
    const auto [end, error] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), exponent);
    if (error != std::errc{} || end != suffix.data() + suffix.size()) return std::nullopt;
    constexpr int greatest = 18;
    if (exponent < 0 || exponent > greatest) return std::nullopt;
    return std::pow(10.0L, static_cast<long double>(negative ? -exponent : exponent));
}

}  // namespace

std::optional<long double> quantity(std::string_view text) {
    const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view digits = text.substr(0, end);
    constexpr std::size_t longest = 18;
    if (digits.empty() || digits.size() > longest || std::ranges::count(digits, '.') > 1 || digits == ".")
        return std::nullopt;
    const std::string_view suffix = text.substr(end);
    const auto factor = exponent_factor(suffix) ? exponent_factor(suffix) : suffix_factor(suffix);
    if (!factor) return std::nullopt;
    long double value = 0;
    long double place = 0;
    for (const char digit : digits) {
        if (digit == '.') {
            place = 1;
        } else {
            value = value * 10 + static_cast<long double>(digit - '0');
            place *= 10;
        }
    }
    return *factor * (place > 0 ? value / place : value);
}

}  // namespace planekeeper::kubernetes
