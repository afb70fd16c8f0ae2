#include "spec/json_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace planekeeper::spec {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 11> words_for_true{"true", "True", "TRUE", "yes", "Yes", "YES",
                                                          "on",   "On",   "ON",   "y",   "Y"};
constexpr std::array<std::string_view, 11> words_for_false{"false", "False", "FALSE", "no", "No", "NO",
                                                           "off",   "Off",   "OFF",   "n",  "N"};

/// "12", "-1", "0x1f", "0b1", "010" (octal), "1_000".
[[nodiscard]] std::optional<long long> whole_number(std::string text) {
    std::erase(text, '_');
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.erase(0, 1);
    int base = 10;
    constexpr std::array<std::pair<std::string_view, int>, 4> prefixes{{{"0x", 16}, {"0b", 2}, {"0o", 8}, {"0", 8}}};
    for (const auto& [prefix, other] : prefixes) {
        if (text.size() <= prefix.size() || !text.starts_with(prefix)) continue;
        text.erase(0, prefix.size());
        base = other;
        break;
    }
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    const bool unsigned_digits = !text.empty() && text.front() != '-' && text.front() != '+';
    if (!unsigned_digits || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return negative ? -number : number;
}

[[nodiscard]] std::optional<double> fraction(std::string_view text) {
    if (text.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
    if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

[[nodiscard]] json scalar(const Node& node) {
    if (!node.plain) return node.text;
    if (std::ranges::find(words_for_true, node.text) != words_for_true.end()) return true;
    if (std::ranges::find(words_for_false, node.text) != words_for_false.end()) return false;
    if (const auto number = whole_number(node.text)) return *number;
    if (const auto number = fraction(node.text)) {
        constexpr double exact = 9007199254740992.0;
        const bool whole = std::floor(*number) == *number && std::abs(*number) < exact;
        return whole ? json(static_cast<long long>(*number)) : json(*number);
    }
    return node.text;
}

/// False when there is an alias.
[[nodiscard]] bool convert(const Node& node, json& result) {
    switch (node.kind) {
        case Node::Kind::broken: return false;
        case Node::Kind::null: result = nullptr; return true;
        case Node::Kind::scalar: result = scalar(node); return true;
        case Node::Kind::sequence:
            result = json::array();
            return std::ranges::all_of(node.items,
                                       [&](const Node& item) { return convert(item, result.emplace_back()); });
        case Node::Kind::map:
            result = json::object();
            return std::ranges::all_of(node.entries, [&](const Entry& entry) {
                if (entry.value.kind == Node::Kind::null) return true;
                return convert(entry.value, result[entry.key]);
            });
    }
    return false;
}

}  // namespace

std::optional<json> json_of(const Node& root) {
    json result;
    if (!convert(root, result)) return std::nullopt;
    return result;
}

Place place_in(const Node& root, const std::vector<std::string>& path, EntryPart part) {
    Place place{.node = &root, .mark = root.mark};
    for (const auto& step : path) {
        const bool last = &step == &path.back();
        if (place.node->kind == Node::Kind::map) {
            const auto entry = std::ranges::find(place.node->entries, step, &Entry::key);
            if (entry == place.node->entries.end()) return {.mark = place.mark};
            const bool inner = entry->value.kind == Node::Kind::map || entry->value.kind == Node::Kind::sequence;
            place = {.node = &entry->value,
                     .mark = (last && part == EntryPart::key) || inner ? entry->mark : entry->value.mark};
        } else {
            std::size_t index = 0;
            std::from_chars(step.data(), step.data() + step.size(), index);
            if (index >= place.node->items.size()) return {.mark = place.mark};
            place = {.node = &place.node->items[index], .mark = place.node->items[index].mark};
        }
    }
    return place;
}

}  // namespace planekeeper::spec
