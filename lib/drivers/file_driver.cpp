#include "drivers/file_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/secret.hpp"

namespace planekeeper::drivers {

using model::ObservedFile;
using model::Presence;

bool settled(const edges::FileStatus& status, Now now) {
    constexpr std::int64_t second = 1'000'000'000;
    return status.changed_ns / second + 2 < now.system.time_since_epoch().count();
}

std::string identity_of(const edges::FileStatus& status) {
    return fmt::format("{}:{}:{}:{}:{}", status.device, status.inode, status.size, status.modified_ns,
                       status.changed_ns);
}

namespace {

/// True when only owner or mode differ.
bool same_content(const edges::FileStatus& a, const edges::FileStatus& b) {
    return a.type == b.type && a.size == b.size && a.device == b.device && a.inode == b.inode &&
           a.modified_ns == b.modified_ns;
}

}  // namespace

ObservedFile FileDriver::observe(const std::string& path, Text text, Now now) {
    const auto status = files_.status(path);
    if (!status) return {.presence = Presence::unreadable, .error = status.error().text()};
    if (!*status) {
        remembered_.erase(path);
        return {};
    }
    if (const auto it = remembered_.find(path); it != remembered_.end() && it->second.status == **status &&
                                                it->second.text == text && it->second.round == round_ &&
                                                settled(**status, now)) {
        return it->second.file;
    }
    ObservedFile file{
        .presence = Presence::present, .mode = (*status)->mode, .uid = (*status)->uid, .gid = (*status)->gid};
    if ((*status)->type != edges::FileType::regular) {
        file.presence = Presence::wrong_type;
        const auto target = (*status)->type == edges::FileType::symlink ? files_.read_link(path) : std::string{};
        file.error = (*status)->type == edges::FileType::directory ? "is a directory" : "is not a regular file";
        if (!target || target->empty()) return file;
        file.error = fmt::format("is a symbolic link to {}", *target);
        file.digest = Digest::of(*target);
        file.leads_to = *target;
        return file;
    }
    auto bytes = files_.read(path, readable_size);
    if (!bytes) {
        const auto known = remembered_.find(path);
        if (known != remembered_.end() && known->second.text == text && same_content(known->second.status, **status)) {
            file.digest = known->second.file.digest;
            file.text = known->second.file.text;
            return file;
        }
        file.presence = Presence::unreadable;
        file.error = bytes.error().text();
        return file;
    }
    file.digest = Digest::of(*bytes);
    if (text == Text::kept) {
        file.text = std::move(*bytes);
    } else {
        wipe(*bytes);
    }
    remembered_[path] = {**status, file, text, round_};
    return file;
}

Presence FileDriver::observe_directory(const std::string& path) const {
    const auto status = files_.status(path);
    if (!status) return Presence::unreadable;
    if (!*status) return Presence::absent;
    // The directory may be reached through a symlink (/var/run). Its type is checked when it is used.
    const auto type = (*status)->type;
    return type == edges::FileType::directory || type == edges::FileType::symlink ? Presence::present
                                                                                  : Presence::wrong_type;
}

bool FileDriver::may_exist(const std::string& path) const {
    const auto status = files_.status(path);
    return !status || *status;
}

std::optional<model::ObservedAccess> FileDriver::observe_access(const std::string& path) const {
    auto status = files_.status(path);
    if (!status || !*status) return std::nullopt;
    // The owner of a link decides its target; the mode of a link means nothing.
    if ((*status)->type == edges::FileType::symlink && (*status)->uid == 0)
        status = files_.status(fmt::format("{}/.", path));
    if (!status || !*status) return std::nullopt;
    return model::ObservedAccess{(*status)->type != edges::FileType::regular, (*status)->mode, (*status)->uid,
                                 (*status)->gid};
}

model::ObservedStorage FileDriver::observe_storage(const std::string& path) const {
    auto storage = files_.storage(path);
    if (!storage) return {};
    return {std::move(storage->kind), storage->forgets, storage->network};
}

std::map<std::string, std::uint32_t> FileDriver::users() const { return numbers_of("/etc/passwd"); }

std::map<std::string, std::uint32_t> FileDriver::groups() const { return numbers_of("/etc/group"); }

std::map<std::string, std::uint32_t> FileDriver::numbers_of(const std::string& file) const {
    std::map<std::string, std::uint32_t> numbers;
    const auto text = files_.read(file, readable_size);
    if (!text) return numbers;
    // NAME:PASSWORD:NUMBER:… (passwd(5), group(5))
    for (std::size_t at = 0; at < text->size();) {
        const auto end = std::min(text->find('\n', at), text->size());
        const auto line = std::string_view{*text}.substr(at, end - at);
        at = end + 1;
        const auto name = line.find(':');
        const auto number = name == line.npos ? name : line.find(':', name + 1);
        if (number == line.npos) continue;
        std::uint32_t id = 0;
        const auto [rest, error] = std::from_chars(line.data() + number + 1, line.data() + line.size(), id);
        if (error == std::errc{}) numbers.emplace(line.substr(0, name), id);
    }
    return numbers;
}

std::vector<std::string> FileDriver::visible_files(const std::string& directory) const {
    auto names = files_.list(directory);
    if (!names) return {};
    std::erase_if(*names, [&](const std::string& name) {
        if (name.starts_with('.')) return true;
        const auto status = files_.status(fmt::format("{}/{}", directory, name));
        return status && *status && (*status)->type == edges::FileType::directory;
    });
    return std::move(*names);
}

Result<void> FileDriver::keep(const std::string& path, const model::KeepCopy& keep) {
    const auto attempt = fmt::format("keeping a copy of {}", path);
    const auto status = files_.status(path);
    if (!status) return fail(Error{status.error()}.during(attempt));
    if (!*status) return {};
    const bool is_link = (*status)->type == edges::FileType::symlink;
    auto read = is_link ? files_.read_link(path) : files_.read(path, readable_size);
    if (!read) return fail(std::move(read).error().during(attempt));
    const Secret bytes{std::move(*read)};
    if (Digest::of(bytes.reveal()) != keep.digest) {
        return fail(ErrorKind::transient,
                    fmt::format("{} has changed since it was looked at, and is looked at again", path));
    }
    const auto& seen = **status;
    const edges::FileMetadata metadata{
        .mode = is_link ? 0600U : seen.mode & 0777U, .uid = seen.uid, .gid = seen.gid, .modified_ns = seen.modified_ns};
    auto copied = make_copy(keep.copy, bytes.reveal(), metadata, keep.drops);
    if (!copied) return fail(std::move(copied).error().during(attempt));
    return {};
}

Result<void> FileDriver::keep_text(const model::KeepText& change) {
    const edges::FileMetadata metadata{.mode = 0600};
    auto copied = make_copy(change.copy, change.text, metadata, change.drops);
    if (!copied) return fail(std::move(copied).error().during("keeping a copy"));
    return {};
}

Result<void> FileDriver::make_copy(const std::string& copy, std::string_view bytes, const edges::FileMetadata& metadata,
                                   const std::string& drops) {
    const edges::FileMetadata private_directory{.mode = 0700};
    const std::string directory = copy.substr(0, copy.rfind('/'));
    for (const std::string& made : {std::string{model::replaced_directory}, directory}) {
        if (auto done = files_.make_directory(made, private_directory); !done) return done;
    }
    auto copied = files_.create(copy, bytes, metadata);
    if (!copied && copied.error().kind() != ErrorKind::conflict) return copied;
    if (drops.empty()) return {};
    return files_.remove(drops);
}

Result<void> FileDriver::make_directory(const model::MakeDirectory& change) {
    const edges::FileMetadata metadata{.mode = change.mode};
    auto made = files_.make_directory(change.path, metadata);
    if (!made) return fail(std::move(made).error().during(fmt::format("making directory {}", change.path)));
    return made;
}

Result<std::optional<edges::FileStatus>> FileDriver::make_room(const model::WriteFile& change) {
    auto status = files_.status(change.path);
    if (!status || !*status) return status;
    if (auto closed = is_closed(change.path); !closed) return fail(std::move(closed).error());
    if (change.keep) {
        if (auto kept = keep(change.path, *change.keep); !kept) return fail(std::move(kept).error());
        return status;
    }
    const bool is_file = (*status)->type == edges::FileType::regular;
    if (!is_file && !change.over) return status;
    if (change.over && holds(change.path, **status, *change.over)) return status;
    return fail(ErrorKind::transient,
                fmt::format("{} has changed since it was looked at, and is looked at again", change.path));
}

bool FileDriver::holds(const std::string& path, const edges::FileStatus& status, const Digest& digest) const {
    if (auto read = files_.read(path, readable_size)) {
        const Secret bytes{std::move(*read)};
        return Digest::of(bytes.reveal()) == digest;
    }
    // The content of a file that was given to another user may be known, although it cannot be read any more.
    const auto known = remembered_.find(path);
    return known != remembered_.end() && same_content(known->second.status, status) &&
           known->second.file.digest == digest;
}

Result<void> FileDriver::is_closed(const std::string& path) const {
    const auto writing = files_.is_being_written(path);
    if (!writing) return fail(writing.error());
    if (!*writing) return {};
    return fail(ErrorKind::transient,
                fmt::format("{} is being written, and is left until its writer has closed it", path));
}

Result<void> FileDriver::write(std::span<const FileWrite> group) {
    std::vector<edges::FileReplacement> replacements;
    for (const auto& [change, bytes] : group) {
        auto over = make_room(*change);
        if (!over) return fail(std::move(over).error().during(fmt::format("writing {}", change->path)));
        replacements.push_back({.path = change->path,
                                .bytes = bytes,
                                .metadata = {.mode = change->mode, .uid = change->uid, .gid = change->gid},
                                .over = *over});
    }
    for (const auto& file : replacements) remembered_.erase(file.path);
    auto written = files_.replace_all(replacements);
    if (!written) return fail(std::move(written).error().during(fmt::format("writing {}", replacements.front().path)));
    return written;
}

Result<void> FileDriver::set_metadata(const model::SetMetadata& change) {
    const edges::FileMetadata metadata{.mode = change.mode, .gid = change.gid};
    auto changed = files_.set_metadata(change.path, metadata);
    if (!changed)
        return fail(std::move(changed).error().during(fmt::format("setting mode and owner of {}", change.path)));
    return changed;
}

Result<void> FileDriver::remove(const model::RemoveFile& change) {
    if (auto closed = is_closed(change.path); !closed) return closed;
    if (change.keep) {
        if (auto kept = keep(change.path, *change.keep); !kept) return kept;
    }
    remembered_.erase(change.path);
    auto removed = files_.remove(change.path);
    if (!removed) return fail(std::move(removed).error().during(fmt::format("removing {}", change.path)));
    return removed;
}

}  // namespace planekeeper::drivers
