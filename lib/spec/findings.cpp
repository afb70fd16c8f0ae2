#include "spec/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "spec/characters.hpp"

namespace planekeeper::spec {

std::string Problem::text() const {
    std::string result = file;
    if (line != 0) result += fmt::format(":{}:{}", line, column);
    if (!path.empty()) result += fmt::format(": {}", path);
    result += fmt::format(": {}", message);
    if (!hint.empty()) result += fmt::format(" ({})", hint);
    return result;
}

void Findings::add(Mark mark, std::string path, std::string message, std::string hint) {
    if (full()) {
        ++left_out_;
        return;
    }
    problems_.push_back({.file = file_,
                         .line = mark.line,
                         .column = mark.column,
                         .path = std::move(path),
                         .message = std::move(message),
                         .hint = std::move(hint)});
}

void Findings::add_at(const std::string& path, std::string message, std::string hint) {
    add(place(path), path, std::move(message), std::move(hint));
}

Mark Findings::place(const std::string& path) const {
    std::string place = path;
    while (!places_.contains(place)) {
        const auto cut = place.find_last_of(".[");
        if (cut == std::string::npos) break;
        place.resize(cut);
    }
    const auto found = places_.find(place);
    return found == places_.end() ? Mark{1, 1} : found->second;
}

bool Findings::wrong(std::string_view path) const {
    return std::ranges::any_of(problems_, [&](const Problem& problem) {
        return problem.path.starts_with(path) && (problem.path.size() == path.size() ||
                                                  problem.path[path.size()] == '.' || problem.path[path.size()] == '[');
    });
}

std::vector<Problem> Findings::take() {
    std::ranges::stable_sort(problems_, {},
                             [](const Problem& problem) { return std::tuple(problem.line, problem.column); });
    if (left_out_ != 0) {
        problems_.push_back({.file = file_,
                             .message = fmt::format("{} more problems are not shown", left_out_),
                             .hint = "repair these first"});
    }
    return std::exchange(problems_, {});
}

std::string Quoting::operator()(std::string_view value) const {
    constexpr std::size_t longest = 80;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    std::size_t end = std::min(value.size(), longest);
    while (end < value.size() && end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0U) == 0x80U) --end;
    for (std::size_t at = 0; at < end;) {
        const auto character = decode(value.substr(at));
        const auto byte = static_cast<unsigned char>(value[at]);
        const std::size_t length = character ? character->length : 1;
        if (!character || byte < 0x20 || byte == 0x7f) {
            result += "\\x";
            result += digits[byte >> 4U];
            result += digits[byte & 0x0fU];
        } else if (find_suspicious(character->code) != nullptr) {
            result += fmt::format("<{}>", character_text(character->code));
        } else {
            result += value.substr(at, length);
        }
        at += length;
    }
    return result + (end < value.size() ? "...\"" : "\"");
}

std::string path_part(std::string_view key) {
    constexpr std::string_view clear = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/";
    const bool short_and_clear =
        !key.empty() && key.size() <= 80 && key.find_first_not_of(clear) == std::string_view::npos;
    return short_and_clear ? std::string(key) : quoted(key);
}

}  // namespace planekeeper::spec
