#include "plan/file_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plan/file_access.hpp"
#include "plan/kept_copies.hpp"

namespace planekeeper::plan {

using model::Presence;
using model::ResourceId;
using model::ResourceKind;

namespace {

std::string why_rewrite(const model::ObservedFile& seen) {
    switch (seen.presence) {
        case Presence::absent: return "is missing";
        case Presence::wrong_type: return seen.error.empty() ? "is not a regular file" : seen.error;
        case Presence::unreadable: return fmt::format("cannot be read: {}", seen.error);
        case Presence::present: break;
    }
    return "has other content";
}

std::string metadata_difference(const model::ObservedFile& seen, const DesiredFile& file) {
    std::string text;
    if (seen.mode != file.mode) text += fmt::format("mode {} instead of {}", octal(seen.mode), octal(file.mode));
    if (seen.uid != file.uid || seen.gid != file.gid) {
        if (!text.empty()) text += ", ";
        text += fmt::format("owner {}:{} instead of {}:{}", seen.uid, seen.gid, file.uid, file.gid);
    }
    return text;
}

/// For an unreadable file the text names the reason and no mode: the mode is not known when lstat failed too.
std::string why_repair(const model::ObservedFile& seen, const std::string& difference) {
    return seen.presence == Presence::unreadable ? why_rewrite(seen) : fmt::format("has {}", difference);
}

model::Change rewrite(const DesiredFile& file, const model::ObservedFile& seen, std::string why) {
    model::Change change;
    change.resource = {file.kind, file.path};
    change.action =
        model::WriteFile{.path = file.path,
                         .content = file.content,
                         .mode = file.mode,
                         .gid = file.gid,
                         .uid = file.uid,
                         .over = seen.presence == Presence::present ? std::optional{seen.digest} : std::nullopt};
    change.repair = file.known_to_exist;
    change.together = file.together;
    change.inputs = file.digest.hex();
    auto& shown = change.shown;
    shown.verb = file.known_to_exist                 ? model::Verb::repair
                 : seen.presence == Presence::absent ? model::Verb::create
                                                     : model::Verb::update;
    shown.summary = fmt::format("{} {}", file.path, why);
    if (const auto* text = std::get_if<std::string>(&file.content)) {
        shown.after = *text;
        if (seen.presence == Presence::present) shown.before = seen.text;
    }
    if (file.after_publish.empty() || seen.digest == file.digest) return change;
    shown.restarts = file.restarts;
    shown.restart_reason = file.after_publish;
    return change;
}

/// Warns only for a file that was here before planekeeper and is not taken over yet.
void warn_of_lost_readers(Draft& draft, const DesiredFile& file) {
    if (!holds_what_was_found(draft, file)) return;
    const auto loss = loses_readers(draft, file);
    if (!loss.empty()) draft.plan.warnings.push_back(fmt::format("{}; spec.files can name who reads it", loss));
}

std::string cure_of_unkept(const std::string& path, const model::ObservedFile& seen) {
    if (seen.presence != Presence::unreadable) return "Move it away";
    return fmt::format("To have it taken over, {}, or move it away", way_to_read(path, seen));
}

/// True, with a status, when no copy of what is there can be made: nothing that others wrote is replaced without a
/// copy. A link that was there before planekeeper stays too, because somebody arranged it.
bool stays_as_it_is(Draft& draft, const DesiredFile& file, const model::ObservedFile& seen) {
    const model::ResourceId id{file.kind, file.path};
    const bool found = holds_what_was_found(draft, file);
    if (found && seen.presence != Presence::absent && seen.presence != Presence::present) {
        draft.status(
            id, model::State::failed, "NotTakenOver",
            fmt::format(
                "{} was here before planekeeper and {}, so no copy of it can be kept, and it is not replaced. {}",
                file.path, why_rewrite(seen), cure_of_unkept(file.path, seen)));
        return true;
    }
    const auto why = cannot_be_kept(draft, file.path);
    if (why.empty()) return false;
    draft.status(id, model::State::failed, "CannotBeKept", fmt::format("{}. It is not replaced", why));
    return true;
}

void report_reading_group(Draft& draft, const DesiredFile& file) {
    const auto copies = kept_copies_note(draft, file.path);
    const auto kept = copies.empty() ? "" : fmt::format("; {}", copies);
    draft.status(
        {file.kind, file.path}, model::State::degraded, "ReadByGroup",
        fmt::format(
            "the group {} reads it (mode {}), which planekeeper did not arrange and does not take away. Declare it "
            "under spec.files (path, group, mode), so that it also comes back that way; or end it: chgrp root {}{}",
            file.gid, octal(file.mode), file.path, kept));
}

}  // namespace

void plan_directory_of(Draft& draft, const std::string& path, std::uint32_t mode) {
    const std::string directory = path.substr(0, path.rfind('/'));
    const auto it = draft.observed.directories.find(directory);
    const ResourceId id{ResourceKind::directory, directory};
    if (it == draft.observed.directories.end() || it->second == Presence::present) return;
    if (it->second != Presence::absent) {
        draft.status(id, model::State::failed, "NotADirectory",
                     fmt::format("{} exists and is not a directory", directory));
        return;
    }
    if (std::ranges::any_of(draft.plan.changes, [&](const auto& change) { return change.resource == id; })) return;
    model::Change change{.resource = id, .action = model::MakeDirectory{directory, mode}};
    change.shown.verb = model::Verb::create;
    change.shown.summary = fmt::format("directory {} is missing", directory);
    draft.change(std::move(change));
}

bool plan_file(Draft& draft, const DesiredFile& wanted) {
    DesiredFile file = wanted;
    draft.keep(file.path);
    const auto& seen = draft.file(file.path);
    const auto access = access_of(draft, file);
    if (!access) {
        draft.status({file.kind, file.path}, model::State::failed, access.error().reason, access.error().message);
        return false;
    }
    warn_of_lost_readers(draft, wanted);
    file.mode = access->mode;
    file.uid = access->uid;
    file.gid = access->gid;
    // A file of root that its mode hides even from root: the daemon may have no right to override modes.
    const bool hidden = seen.presence == Presence::unreadable && seen.uid == 0 && (seen.mode & 0400U) == 0;
    if (!hidden && (seen.presence != Presence::present || seen.digest != file.digest)) {
        if (stays_as_it_is(draft, file, seen)) return false;
        plan_directory_of(draft, file.path, 0755);
        change_keeping(draft, rewrite(file, seen, why_rewrite(seen)), file.digest);
        return false;
    }
    const auto difference = metadata_difference(seen, file);
    if (difference.empty()) {
        if (access->as_found) {
            report_reading_group(draft, file);
        } else {
            draft.ready({file.kind, file.path}, kept_copies_note(draft, file.path));
        }
        return true;
    }
    // The kubelet reads a manifest again at every chmod, so a manifest is replaced in one step instead. A file of
    // another owner, or of a group that shall not read it, is replaced too, because they may hold it open. Also, root
    // needs a further right to change the mode of another user's file. A hidden file gets its mode first, so that it
    // can be read.
    const bool by_a_new_one =
        file.in_manifest_directory || seen.uid != 0 || file.uid != 0 || (seen.gid != 0 && file.gid == 0);
    if (by_a_new_one && !hidden) {
        change_keeping(draft, rewrite(file, seen, why_repair(seen, difference)), file.digest);
        return false;
    }
    model::Change change{.resource = {file.kind, file.path},
                         .action = model::SetMetadata{file.path, file.mode, file.gid}};
    change.repair = file.known_to_exist;
    change.shown.verb = model::Verb::repair;
    change.shown.summary = fmt::format("{} {}", file.path, why_repair(seen, difference));
    draft.change(std::move(change));
    return false;
}

}  // namespace planekeeper::plan
