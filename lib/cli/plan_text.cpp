#include "cli/plan_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/sequence_text.hpp"
#include "status/unified_diff.hpp"

namespace planekeeper::cli {

namespace {

using model::PlannedChange;

constexpr std::string_view indent = "    ";

char mark_of(const PlannedChange& change) {
    switch (facts_of(change.verb).outcome) {
        case model::Outcome::less: return '-';
        case model::Outcome::nothing: return '!';
        case model::Outcome::other: return '~';
        case model::Outcome::more: return '+';
    }
    return '+';
}

Colour colour_of_mark(char mark) {
    if (mark == '-' || mark == '!') return Colour::red;
    return mark == '+' ? Colour::green : Colour::yellow;
}

std::string restart_line(const PlannedChange& change, const Style& style) {
    if (change.restarts)
        return fmt::format("{}{}\n", indent, restart_text(*change.restarts, change.restart_reason, style));
    return fmt::format("{}restarts kube-apiserver: no\n", indent);
}

Colour colour_of_diff_line(std::string_view line) {
    if (line.starts_with("---") || line.starts_with("+++")) return Colour::bold;
    if (line.starts_with("@@")) return Colour::cyan;
    if (line.starts_with("-")) return Colour::red;
    return line.starts_with("+") ? Colour::green : Colour::none;
}

std::string diff_of(const PlannedChange& change, const Style& style) {
    if (!change.before && !change.after) return {};
    const auto name = change.resource.name.starts_with('/') ? change.resource.name : to_string(change.resource);
    const auto diff = status::unified_diff(change.before.value_or(""), change.after.value_or(""),
                                           change.before ? name : "/dev/null", change.after ? name : "/dev/null");
    std::string text;
    std::string_view rest = diff;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        text += fmt::format("{}{}\n", indent, style.paint(colour_of_diff_line(line), printable(line)));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    return text;
}

std::string head_of(const PlannedChange& change, const Style& style) {
    const char mark = mark_of(change);
    const auto verb = fmt::format("{} {}", mark, to_string(change.verb));
    auto text = fmt::format("{} {}", style.paint(colour_of_mark(mark), verb),
                            style.paint(Colour::bold, printable(to_string(change.resource))));
    if (!change.summary.empty()) text += fmt::format(": {}", printable(change.summary));
    return fmt::format("{}\n", text);
}

std::string change_text(const PlannedChange& change, const Style& style) {
    auto text = head_of(change, style);
    if (!change.waits_for.empty()) text += fmt::format("{}{}\n", indent, printable(change.waits_for));
    if (change.verb == model::Verb::refuse) return fmt::format("{}\n", text);
    return fmt::format("{}{}{}\n", text, restart_line(change, style), diff_of(change, style));
}

/// What is refused and has to come first; null: nothing.
const PlannedChange* refused_before(const PlannedChange& waiting, const std::vector<PlannedChange>& changes) {
    const auto it = std::ranges::find_if(changes, [&](const PlannedChange& change) {
        return change.verb == model::Verb::refuse &&
               waiting.waits_for == fmt::format("after {}", to_string(change.resource));
    });
    return it == changes.end() ? nullptr : &*it;
}

/// "; kube-apiserver is restarted once: …" for each component that is; of the API server also that it is not.
std::string restarts_text(const std::vector<PlannedChange>& changes) {
    std::string text;
    const bool serves_on =
        std::ranges::find(changes, model::ComponentId::api_server, &PlannedChange::restarts) == changes.end();
    if (serves_on) text += "; kube-apiserver is not restarted";
    for (const auto& change : changes) {
        if (!change.restarts) continue;
        text += fmt::format("; {} is restarted once", to_string(*change.restarts));
        if (!change.restart_reason.empty()) text += fmt::format(": {}", printable(change.restart_reason));
        if (const auto* first = refused_before(change, changes)) {
            text += fmt::format("; not before {} is put right", printable(to_string(first->resource)));
        }
    }
    return text;
}

std::string summary(const std::vector<PlannedChange>& changes) {
    const auto refused = std::ranges::count(changes, model::Verb::refuse, &PlannedChange::verb);
    const auto waiting =
        std::ranges::count_if(changes, [](const PlannedChange& change) { return !change.waits_for.empty(); }) - refused;
    const auto count = std::ssize(changes) - refused;
    auto text = fmt::format("Plan: {} {}", count, count == 1 ? "change" : "changes");
    if (refused != 0) text += fmt::format(", {} refused", refused);
    if (waiting != 0) text += fmt::format(", {} of them after others", waiting);
    return fmt::format("{}{}.\n", text, restarts_text(changes));
}

std::string stages_text(const model::SequenceView& sequence, const Style& style) {
    auto text = fmt::format("{}\n", style.paint(Colour::bold, printable(sequence_title(sequence))));
    for (const auto& line : stage_lines(sequence)) text += fmt::format("{}{}\n", indent, printable(line));
    return fmt::format("{}\n", text);
}

std::string without_changes(const model::Condition& converged) {
    if (converged.status == model::ConditionStatus::yes) return "No changes. The node is as the file says.\n";
    const bool is_known = converged.status == model::ConditionStatus::no;
    auto text = fmt::format("Nothing to do now, but the node is not {}",
                            is_known ? "as the file says yet" : "known to be as the file says");
    if (!converged.reason.empty()) text += fmt::format(": {}", printable(converged.reason));
    if (!converged.message.empty()) text += fmt::format(": {}", printable(converged.message));
    return fmt::format("{}\n", text);
}

}  // namespace

std::string plan_text(const model::PlanView& plan, const Style& style) {
    if (plan.changes.empty()) return without_changes(plan.converged);
    std::string text;
    for (const auto& change : plan.changes) text += change_text(change, style);
    for (const auto& sequence : plan.sequences) text += stages_text(sequence, style);
    return text + summary(plan.changes);
}

std::string restart_text(model::ComponentId id, const std::string& reason, const Style& style) {
    auto text = fmt::format("restarts {}: {}", to_string(id), style.paint(Colour::yellow, "yes"));
    if (!reason.empty()) text += fmt::format(", {}", printable(reason));
    return text;
}

std::string difference_text(const PlannedChange& change, const Style& style) {
    return head_of(change, style) + diff_of(change, style);
}

}  // namespace planekeeper::cli
