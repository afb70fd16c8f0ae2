#include "plan/kept_copies.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace planekeeper::plan {

using model::KeptCopy;
using model::PathHistory;
using model::Presence;

namespace {

/// The number of kept copies, for each path, of what others wrote over planekeeper's own. The copy of what was there
/// before planekeeper does not count.
constexpr std::ptrdiff_t most_edits = 10;

const PathHistory& history_of(const Draft& draft, const std::string& path) {
    static const PathHistory nothing;
    const auto it = draft.plan.ledger.paths.find(path);
    return it == draft.plan.ledger.paths.end() ? nothing : it->second;
}

bool wrote(const PathHistory& history, const Digest& digest) {
    return std::ranges::find(history.written, digest) != history.written.end();
}

/// 20261127T133000Z-0123456789ab: sorted by time, and one name for the same bytes of the same second.
std::string name_of(SystemTime time, const Digest& digest, CopyOf what) {
    auto text = to_rfc3339(time);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return fmt::format("{}-{}{}", text, digest.short_hex(), what == CopyOf::found ? ".found" : "");
}

model::KeepCopy copy_to(const Draft& draft, const std::string& path, const Digest& digest, CopyOf what) {
    const auto& history = history_of(draft, path);
    // The same bytes are kept once.
    const auto same = std::ranges::find(history.copies, digest, &KeptCopy::digest);
    if (same != history.copies.end()) return {.copy = same->path, .digest = digest, .drops = {}};
    model::KeepCopy keep{
        .copy = fmt::format("{}{}/{}", model::replaced_directory, path, name_of(draft.now.system, digest, what)),
        .digest = digest,
        .drops = {}};
    const auto is_edit = [](const KeptCopy& copy) { return !copy.found; };
    if (what == CopyOf::edit && std::ranges::count_if(history.copies, is_edit) >= most_edits) {
        keep.drops = std::ranges::find_if(history.copies, is_edit)->path;
    }
    return keep;
}

void record_copy(PathHistory& history, const model::KeepCopy& keep) {
    if (std::ranges::find(history.copies, keep.copy, &KeptCopy::path) != history.copies.end()) return;
    std::erase_if(history.copies, [&](const KeptCopy& copy) { return copy.path == keep.drops; });
    history.copies.push_back({keep.copy, keep.digest, keep.copy.ends_with(".found")});
}

/// True when this pass makes the change: then the ledger must know of it first.
bool is_made(const Draft& draft, const model::ResourceId& id) {
    return !draft.plan.changes.empty() && draft.plan.changes.back().resource == id;
}

void record(PathHistory& history, const Digest& seen, const Digest& next, const std::optional<model::KeepCopy>& keep) {
    if (keep) record_copy(history, *keep);
    // A crash leaves the old bytes or the new ones, so both are remembered.
    std::erase_if(history.written, [&](const Digest& digest) { return digest != seen; });
    if (!next.empty() && next != seen) history.written.push_back(next);
}

}  // namespace

void forget_lost_copies(const Draft& draft, PathHistory& history) {
    std::erase_if(history.copies, [&](const KeptCopy& copy) { return !draft.observed.copies.contains(copy.path); });
}

void meet(Draft& draft, const DesiredFile& file, Turn turn) {
    const bool known = turn == Turn::again;
    const auto [it, is_new] = draft.plan.ledger.paths.try_emplace(file.path);
    auto& history = it->second;
    if (is_new) {
        history.found = !known && draft.file(file.path).presence != Presence::absent;
        history.found_as = draft.file(file.path).digest;
        if (known) history.written.push_back(file.digest);  // an older planekeeper did not remember
    }
    if (history.found && history.found_as.empty()) history.found_as = draft.file(file.path).digest;
    forget_lost_copies(draft, history);
}

bool holds_what_was_found(const Draft& draft, const DesiredFile& file) {
    const auto& history = history_of(draft, file.path);
    return history.found && history.found_as != file.digest && std::ranges::none_of(history.copies, &KeptCopy::found);
}

std::string cannot_be_kept(const Draft& draft, const std::string& path) {
    const auto& seen = draft.file(path);
    if (seen.presence == Presence::wrong_type && seen.leads_to.empty()) {
        return fmt::format(
            "{} {}, so no copy can be made of what somebody may have written there; move it to another directory", path,
            seen.error);
    }
    if (seen.presence != Presence::unreadable) return {};
    return fmt::format(
        "{} cannot be read: {}, so no copy can be made of what somebody may have written there; {}, or move it to "
        "another directory",
        path, seen.error, way_to_read(path, seen));
}

std::string way_to_read(const std::string& path, const model::ObservedFile& unreadable) {
    return unreadable.uid == 0 ? "make it readable" : fmt::format("give it back to root (chown root:root {})", path);
}

void change_keeping(Draft& draft, model::Change change, const Digest& next) {
    auto* const write = model::if_action<model::WriteFile>(change.action);
    auto* const removal = model::if_action<model::RemoveFile>(change.action);
    if (write == nullptr && removal == nullptr) return draft.change(std::move(change));
    const auto path = write != nullptr ? write->path : removal->path;
    auto& history = draft.plan.ledger.paths[path];
    const auto& seen = draft.file(path);
    const bool is_link = seen.presence == Presence::wrong_type && !seen.leads_to.empty();
    const bool is_anothers = (seen.presence == Presence::present || is_link) && seen.digest != next &&
                             !wrote(history, seen.digest) && seen.digest != Digest::of("");
    std::optional<model::KeepCopy> keep;
    if (is_anothers) {
        keep = copy_to(draft, path, seen.digest,
                       history.found && seen.digest == history.found_as ? CopyOf::found : CopyOf::edit);
        change.shown.summary +=
            fmt::format("; {} is kept as {}", is_link ? "where it leads" : "what is there", keep->copy);
        (write != nullptr ? write->keep : removal->keep) = keep;
    }
    const auto id = change.resource;
    draft.change(std::move(change));
    if (is_made(draft, id)) record(history, seen.digest, next, keep);
}

bool keep_object(Draft& draft, const model::ResourceId& id, const std::string& place, const std::string& text,
                 CopyOf what) {
    auto& history = draft.plan.ledger.paths[place];
    forget_lost_copies(draft, history);
    const auto digest = Digest::of(text);
    if (std::ranges::find(history.copies, digest, &KeptCopy::digest) != history.copies.end()) return true;
    const auto keep = copy_to(draft, place, digest, what);
    model::Change change{.resource = id, .action = model::KeepText{keep.copy, text, keep.drops}};
    change.inputs = digest.hex();
    change.shown.verb = model::Verb::keep;
    change.shown.summary = fmt::format("what others wrote is kept as {}", keep.copy);
    draft.change(std::move(change));
    if (is_made(draft, id)) record_copy(history, keep);
    return false;
}

std::string kept_copies_note(const Draft& draft, const std::string& path) {
    const auto& copies = history_of(draft, path).copies;
    std::string text;
    const auto found = std::ranges::find_if(copies, &KeptCopy::found);
    if (found != copies.end()) text = fmt::format("what was here before planekeeper is kept as {}", found->path);
    const auto edit = std::find_if(copies.rbegin(), copies.rend(), [](const KeptCopy& copy) { return !copy.found; });
    if (edit != copies.rend()) {
        text += fmt::format("{}what others wrote here last is kept as {}", text.empty() ? "" : "; ", edit->path);
    }
    return text;
}

}  // namespace planekeeper::plan
