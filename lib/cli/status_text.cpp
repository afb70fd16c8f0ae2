#include "cli/status_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/sequence_text.hpp"
#include "cli/table.hpp"

namespace planekeeper::cli {

namespace {

using model::Snapshot;

std::string with_note(const std::string& text, const std::string& label, const std::string& note) {
    return note.empty() ? text : fmt::format("{} ({}{})", text, label, note);
}

std::string head(const Snapshot& snapshot, SystemTime now) {
    const auto line = [](const char* label, const std::string& text) {
        return text.empty() ? std::string{} : fmt::format("{}{}\n", label, printable(text));
    };
    auto generation = snapshot.generation;
    if (snapshot.last_good_generation != snapshot.generation) {
        generation = with_note(generation.empty() ? "none" : generation, "last good: ", snapshot.last_good_generation);
    }
    return line("Node:           ", with_note(snapshot.node_name, "Kubernetes ", snapshot.kubernetes_version)) +
           line("Desired state:  ", with_note(snapshot.desired_state_file, "", snapshot.desired_state_digest)) +
           line("Generation:     ", generation) +
           line("Observed:       ", snapshot.complete ? fmt::format("{} ago", age_text(snapshot.observed_at, now))
                                                      : "the first pass has not ended yet");
}

std::string conditions(const Snapshot& snapshot, SystemTime now, const Style& style) {
    if (snapshot.conditions.empty()) return {};
    std::vector<std::vector<Cell>> rows = {{{"CONDITION"}, {"STATUS"}, {"REASON"}, {"AGE"}, {"MESSAGE"}}};
    for (const auto& condition : snapshot.conditions) {
        rows.push_back({{condition.type},
                        {std::string{to_string(condition.status)}, colour_of(condition)},
                        {condition.reason},
                        {age_text(condition.since, now)},
                        {condition.message}});
    }
    return fmt::format("\n{}", table_text(rows, style));
}

std::string resources(const Snapshot& snapshot, SystemTime now, const Style& style, const StatusTextOptions& options) {
    std::vector<std::vector<Cell>> rows = {{{"KIND"}, {"NAME"}, {"STATE"}, {"REASON"}, {"AGE"}}};
    if (options.wide) rows[0].insert(rows[0].end(), {{"GENERATION"}, {"MESSAGE"}});
    std::size_t hidden = 0;
    for (const auto& resource : snapshot.resources) {
        if (options.hide_ready && resource.state == model::State::ready) {
            ++hidden;
            continue;
        }
        rows.push_back({{std::string{to_string(resource.id.kind)}},
                        {resource.id.name},
                        {std::string{to_string(resource.state)}, colour_of(resource.state)},
                        {resource.reason},
                        {age_text(resource.since, now)}});
        if (options.wide) rows.back().insert(rows.back().end(), {{resource.generation}, {resource.message}});
    }
    std::string text = rows.size() > 1 ? fmt::format("\n{}", table_text(rows, style)) : "";
    if (hidden != 0) text += fmt::format("\n{} resources are Ready\n", hidden);
    return text;
}

std::string section(const std::string& title, const std::vector<std::string>& lines, const Style& style) {
    if (lines.empty()) return {};
    auto text = fmt::format("\n{}\n", style.paint(Colour::bold, title));
    for (const auto& line : lines) text += fmt::format("  {}\n", printable(line));
    return text;
}

std::vector<std::string> messages(const Snapshot& snapshot) {
    std::vector<std::string> lines;
    for (const auto& resource : snapshot.resources) {
        if (resource.state == model::State::ready || resource.message.empty()) continue;
        lines.push_back(fmt::format("{}: {}", to_string(resource.id), resource.message));
    }
    return lines;
}

std::string stages(const Snapshot& snapshot, const Style& style) {
    std::string text;
    for (const auto& sequence : snapshot.sequences)
        text += section(sequence_title(sequence), stage_lines(sequence), style);
    return text;
}

std::vector<std::string> progress_lines(const Snapshot& snapshot, SystemTime now) {
    std::vector<std::string> lines;
    for (const auto& progress : snapshot.progress) {
        lines.push_back(fmt::format("{}, for {}", progress_text(progress), age_text(progress.since, now)));
    }
    return lines;
}

template <class Item>
bool contains(const std::vector<Item>& items, const Item& item) {
    return std::find(items.begin(), items.end(), item) != items.end();
}

/// One line of status_changes: "NAME: STATE (REASON): MESSAGE".
std::string change_line(const std::string& name, std::string_view state, Colour colour, const std::string& reason,
                        const std::string& message, const Style& style) {
    auto line = fmt::format("{}: {}", printable(name), style.paint(colour, state));
    if (!reason.empty()) line += fmt::format(" ({})", printable(reason));
    if (!message.empty()) line += fmt::format(": {}", printable(message));
    return line;
}

}  // namespace

std::string status_text(const Snapshot& snapshot, SystemTime now, const Style& style,
                        const StatusTextOptions& options) {
    return head(snapshot, now) + conditions(snapshot, now, style) + resources(snapshot, now, style, options) +
           stages(snapshot, style) + section("In progress", progress_lines(snapshot, now), style) +
           section("Not ready", messages(snapshot), style) +
           section("Problems of the file on disk; what was valid before stays in force", snapshot.problems, style) +
           section("Warnings", snapshot.warnings, style) +
           section("Last lines of kube-apiserver", snapshot.api_server_log, style);
}

std::vector<std::string> status_changes(const Snapshot& before, const Snapshot& after, const Style& style) {
    std::vector<std::string> lines;
    const auto add_new = [&](const std::vector<std::string>& old, const std::vector<std::string>& now,
                             const char* label) {
        for (const auto& line : now) {
            if (!contains(old, line)) lines.push_back(label + printable(line));
        }
    };
    add_new(before.problems, after.problems, "problem: ");
    add_new(before.warnings, after.warnings, "warning: ");
    for (const auto& resource : after.resources) {
        const auto same = [&](const model::ResourceStatus& old) {
            return old.id == resource.id && old.state == resource.state && old.reason == resource.reason &&
                   old.message == resource.message;
        };
        if (std::any_of(before.resources.begin(), before.resources.end(), same)) continue;
        lines.push_back(change_line(to_string(resource.id), to_string(resource.state), colour_of(resource.state),
                                    resource.reason, resource.message, style));
    }
    for (const auto& progress : after.progress) {
        if (!contains(before.progress, progress)) lines.push_back(printable(progress_text(progress)));
    }
    for (const auto& condition : after.conditions) {
        const auto same = [&](const model::Condition& old) {
            return old.type == condition.type && old.status == condition.status && old.reason == condition.reason;
        };
        if (std::any_of(before.conditions.begin(), before.conditions.end(), same)) continue;
        lines.push_back(change_line(condition.type, to_string(condition.status), colour_of(condition), condition.reason,
                                    condition.message, style));
    }
    return lines;
}

std::string progress_text(const model::Progress& progress) {
    auto text = fmt::format("{}: {}", progress.resource, progress.step);
    if (!progress.detail.empty()) text += fmt::format(", {}", progress.detail);
    return text;
}

bool condition_holds(const Snapshot& snapshot, std::string_view type) {
    return std::any_of(snapshot.conditions.begin(), snapshot.conditions.end(), [&](const model::Condition& condition) {
        return condition.type == type && condition.status == model::ConditionStatus::yes;
    });
}

}  // namespace planekeeper::cli
