#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "spec/reference.hpp"

namespace planekeeper::spec {

namespace {

/// How one kind of page writes what all of them say.
struct Page {
    std::string_view marker;      ///< what stands in front of a marker's words, in a line of their own
    std::string_view marker_end;  ///< and behind them
    std::string (*code)(std::string_view text);
    std::string (*prose)(std::string_view text);
    std::string (*list)(const std::vector<std::vector<std::string>>& rows);
    std::string (*types)();
};

/// The text with what stands between backticks given to `code` and the rest to `prose`.
template <class Code, class Prose>
[[nodiscard]] std::string marked_up(std::string_view text, Code code, Prose prose) {
    std::string result;
    for (bool inside = false; true; inside = !inside) {
        const auto end = std::min(text.find('`'), text.size());
        result += inside ? code(text.substr(0, end)) : prose(text.substr(0, end));
        if (end == text.size()) return result;
        text.remove_prefix(end + 1);
    }
}

[[nodiscard]] std::string escaped(std::string_view text, std::string_view special) {
    std::string result;
    for (const char letter : text) {
        if (special.contains(letter)) result += '\\';
        result += letter;
    }
    return result;
}

[[nodiscard]] bool holds_others(const Field& field) {
    return field.shape == Shape::object || field.shape == Shape::objects;
}

/// In the markup of the table.
[[nodiscard]] std::string type_text(const Field& field) {
    const ValueType& type = *field.type;
    std::string one(type.name);
    if (!field.choices.empty()) one = fmt::format("`{}`", fmt::join(words_of(field.choices), "`, `"));
    if (type.form == ValueType::Form::number) {
        one += fmt::format(", {} to {}", field.least, field.greatest);
    }
    if (field.shape == Shape::list)
        return fmt::format("list of {}", type.several.empty() ? one : std::string(type.several));
    if (field.shape == Shape::list_or_text) return fmt::format("{}, or two", one);
    if (field.shape == Shape::map) return fmt::format("map to {}", one);
    return one;
}

[[nodiscard]] std::string default_text(const Field& field) {
    return field.standard.empty() ? std::string(field.standard_rule) : fmt::format("`{}`", field.standard);
}

/// Name, type, whether it is required, default, meaning and example of each, in the markup of the table.
[[nodiscard]] std::vector<std::vector<std::string>> rows_of(const std::vector<std::string>& paths) {
    constexpr std::string_view below_spec = "spec.";
    std::vector<std::vector<std::string>> rows;
    for (const Field& field : fields()) {
        if (holds_others(field)) continue;
        const bool named = std::ranges::find(paths, field.path) != paths.end();
        const bool below = std::ranges::any_of(paths, [&](const std::string& path) {
            return field.path.starts_with(fmt::format("{}.", path)) ||
                   field.path.starts_with(fmt::format("{}[].", path));
        });
        if (!named && !below) continue;
        const bool whole = named || !field.path.starts_with(below_spec);
        const bool shows_example = field.choices.empty() && field.type != &types::block;
        rows.push_back({std::string(whole ? field.path : field.path.substr(below_spec.size())), type_text(field),
                        field.required ? "required" : "", default_text(field), filled_in(field.meaning),
                        std::string(shows_example ? field.example : "")});
    }
    return rows;
}

[[nodiscard]] std::string markdown_code(std::string_view text) { return fmt::format("`{}`", escaped(text, "|")); }
[[nodiscard]] std::string markdown_prose(std::string_view text) {
    return marked_up(text, markdown_code, [](std::string_view part) { return escaped(part, "|*_<"); });
}

[[nodiscard]] std::string markdown_list(const std::vector<std::vector<std::string>>& rows) {
    std::string text = "| field | type | default | meaning |\n| --- | --- | --- | --- |\n";
    for (const auto& row : rows) {
        const std::string example = row[5].empty() ? "" : fmt::format(" Example: {}", markdown_code(row[5]));
        text += fmt::format("| {} | {} | {}{} | {}{} |\n", markdown_code(row[0]), markdown_prose(row[1]), row[2],
                            markdown_prose(row[3]), markdown_prose(row[4]), example);
    }
    return text;
}

[[nodiscard]] std::string markdown_types() {
    std::string text = "| type | is written |\n| --- | --- |\n";
    for (const ValueType* type : explained_types()) {
        text += fmt::format("| {} | {} |\n", markdown_prose(type->name), markdown_prose(type->explanation));
    }
    return text;
}

[[nodiscard]] std::string manual_code(std::string_view text) { return fmt::format("*{}*", escaped(text, "\\*_")); }
[[nodiscard]] std::string manual_prose(std::string_view text) {
    return marked_up(text, manual_code, [](std::string_view part) { return escaped(part, "\\*_"); });
}

[[nodiscard]] std::string manual_list(const std::vector<std::vector<std::string>>& rows) {
    std::string text;
    for (const auto& row : rows) {
        const std::string required = row[2].empty() ? "" : fmt::format(", {}", row[2]);
        const std::string standard = row[3].empty() ? "" : fmt::format(" Default: {}", manual_prose(row[3]));
        text += fmt::format("{}{} ({}{})\n\t{}{}\n", text.empty() ? "" : "\n", manual_code(row[0]),
                            manual_prose(row[1]), required, manual_prose(row[4]), standard);
        if (!row[5].empty()) text += fmt::format("\n\tExample: {}\n", manual_code(row[5]));
    }
    return text;
}

[[nodiscard]] std::string manual_types() {
    std::string text;
    for (const ValueType* type : explained_types()) {
        text += fmt::format("{}{}_\n\t{}\n", text.empty() ? "_" : "\n_", type->name, manual_prose(type->explanation));
    }
    return text;
}

constexpr Page markdown{"<!-- ", " -->", markdown_code, markdown_prose, markdown_list, markdown_types};
constexpr Page manual{"; ", "", manual_code, manual_prose, manual_list, manual_types};

/// What belongs between a marker and its end.
[[nodiscard]] std::string printed(const Page& page, std::string_view marker) {
    if (marker == "types") return page.types();
    constexpr std::string_view kind = "fields: ";
    const auto paths = words_of(marker.substr(kind.size()));
    std::string text;
    const auto first = std::ranges::find(fields(), std::string_view(paths.front()), &Field::path);
    if (first != fields().end() && holds_others(*first)) {
        const auto rule = first->standard_rule.empty() ? "" : fmt::format(" Default: {}.", first->standard_rule);
        text = fmt::format("{}\n\n", page.prose(filled_in(first->meaning) + rule));
    }
    return text + page.list(rows_of(paths));
}

[[nodiscard]] std::string refreshed(const Page& page, std::string_view text) {
    std::string result;
    bool between = false;
    while (!text.empty()) {
        const auto line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
        text.remove_prefix(line.size());
        auto words = line.substr(0, line.find('\n'));
        const bool framed = words.starts_with(page.marker) && words.ends_with(page.marker_end);
        words =
            framed ? words.substr(page.marker.size(), words.size() - page.marker.size() - page.marker_end.size()) : "";
        if (words == "end") between = false;
        if (!between) result += line;
        if (words != "types" && !words.starts_with("fields: ")) continue;
        result += fmt::format("\n{}\n", printed(page, words));
        between = true;
    }
    return result;
}

}  // namespace

std::string refreshed_markdown(std::string_view page) { return refreshed(markdown, page); }
std::string refreshed_manual(std::string_view page) { return refreshed(manual, page); }

}  // namespace planekeeper::spec
