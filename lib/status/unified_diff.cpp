#include "status/unified_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <dtl/dtl.hpp>
#include <vector>

namespace planekeeper::status {

namespace {

constexpr std::size_t lines_around = 3;

struct Edit {
    char mark = ' ';  ///< ' ', '-' or '+'
    std::string line;
};

/// Lines with their newline: a last line without a newline differs from the same line with one, as in diff(1).
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto length = end == std::string_view::npos ? text.size() : end + 1;
        lines.emplace_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

/// The shortest edit script. dtl can also compose hunks, but it numbers an empty side as line 1, which patch(1)
/// refuses.
std::vector<Edit> edit_script(std::string_view before, std::string_view after) {
    dtl::Diff<std::string> diff(lines_of(before), lines_of(after));
    diff.compose();
    std::vector<Edit> edits;
    for (const auto& [line, info] : diff.getSes().getSequence()) {
        const char mark = info.type == dtl::SES_DELETE ? '-' : info.type == dtl::SES_ADD ? '+' : ' ';
        edits.push_back(Edit{mark, line});
    }
    // Within each run of changes, removed lines stand before added ones, as in diff(1).
    for (auto run = edits.begin(); run != edits.end();) {
        const auto changed = std::find_if(run, edits.end(), [](const Edit& edit) { return edit.mark != ' '; });
        run = std::find_if(changed, edits.end(), [](const Edit& edit) { return edit.mark == ' '; });
        std::stable_partition(changed, run, [](const Edit& edit) { return edit.mark == '-'; });
    }
    return edits;
}

std::size_t count(const std::vector<Edit>& edits, std::size_t begin, std::size_t end, char left_out) {
    return static_cast<std::size_t>(std::count_if(edits.begin() + static_cast<std::ptrdiff_t>(begin),
                                                  edits.begin() + static_cast<std::ptrdiff_t>(end),
                                                  [&](const Edit& edit) { return edit.mark != left_out; }));
}

/// "12,3" as in a hunk's head. A side without lines has the number of the line before it.
std::string range(std::size_t lines_before, std::size_t length) {
    const auto first = length == 0 ? lines_before : lines_before + 1;
    return length == 1 ? std::to_string(first) : fmt::format("{},{}", first, length);
}

/// The end of the hunk whose first change is at `change`. The hunk includes a following change that shares context with
/// it.
std::size_t hunk_end(const std::vector<Edit>& edits, std::size_t change) {
    std::size_t last = change;
    for (std::size_t i = change; i < edits.size() && i - last <= 2 * lines_around; ++i) {
        if (edits[i].mark != ' ') last = i;
    }
    return std::min(edits.size(), last + 1 + lines_around);
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                         std::string_view after_name) {
    if (before == after) return {};
    const auto edits = edit_script(before, after);
    std::string text = fmt::format("--- {}\n+++ {}\n", before_name, after_name);
    std::size_t from = 0;
    while (true) {
        std::size_t change = from;
        while (change < edits.size() && edits[change].mark == ' ') ++change;
        if (change == edits.size()) return text;
        const auto begin = std::max(from, change - std::min(change, lines_around));
        const auto end = hunk_end(edits, change);
        text += fmt::format("@@ -{} +{} @@\n", range(count(edits, 0, begin, '+'), count(edits, begin, end, '+')),
                            range(count(edits, 0, begin, '-'), count(edits, begin, end, '-')));
        for (std::size_t i = begin; i < end; ++i) {
            text += edits[i].mark + edits[i].line;
            if (!edits[i].line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
        }
        from = end;
    }
}

}  // namespace planekeeper::status
