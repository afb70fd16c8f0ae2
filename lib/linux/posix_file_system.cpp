#include "linux/posix_file_system.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "base/secret.hpp"
#include "linux/posix_places.hpp"

namespace planekeeper::linux_edges {

using edges::FileMetadata;

namespace {

constexpr FileMetadata parent_metadata{.mode = 0755, .uid = 0, .gid = 0};

Result<void> write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(errno_error("write"));
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> give_time(int fd, std::int64_t modified_ns) {
    constexpr std::int64_t second = 1'000'000'000;
    auto seconds = modified_ns / second;
    auto rest = modified_ns % second;
    if (rest < 0) {
        rest += second;
        --seconds;
    }
    const std::array<timespec, 2> times{timespec{.tv_sec = 0, .tv_nsec = UTIME_OMIT},
                                        timespec{.tv_sec = seconds, .tv_nsec = rest}};
    if (::futimens(fd, times.data()) != 0) return fail(errno_error("set the time of modification"));
    return {};
}

Result<void> read_back(int fd, std::string_view bytes) {
    auto stored = read_all(fd, bytes.size(), bytes.size());
    if (!stored) return fail(std::move(stored.error()));
    const bool same = *stored == bytes;
    wipe(*stored);
    if (!same) return fail(ErrorKind::transient, "what was written reads back differently");
    return {};
}

/// Removes a file at the end of the scope, unless the later steps succeed.
class Unlink {
public:
    Unlink(int directory, const std::string& name, int flags = 0) : directory_(directory), name_(name), flags_(flags) {}
    Unlink(const Unlink&) = delete;
    Unlink& operator=(const Unlink&) = delete;
    ~Unlink() {
        if (armed_) ::unlinkat(directory_, name_.c_str(), flags_);
    }
    void dismiss() noexcept { armed_ = false; }

private:
    int directory_;
    const std::string& name_;
    int flags_;
    bool armed_ = true;
};

}  // namespace

PosixFileSystem::PosixFileSystem(std::string root, Owners owners, Rename rename)
    : root_(std::move(root)), map_owner_(owners == Owners::root_is_caller), rename_(rename) {
    while (root_.ends_with('/')) root_.pop_back();
}

Result<std::string> PosixFileSystem::locate(const std::string& path) const {
    if (!path.starts_with('/') || path.find('\0') != std::string::npos) {
        return fail(ErrorKind::invalid, fmt::format("not an absolute path: {}", path));
    }
    // ".." could lead out of the root. planekeeper's paths never need it.
    if (fmt::format("{}/", path).find("/../") != std::string::npos)
        return fail(ErrorKind::invalid, fmt::format("\"..\" in path {}", path));
    auto real = root_ + path;
    while (real.size() > 1 && real.ends_with('/')) real.pop_back();
    return real;
}

FileMetadata PosixFileSystem::to_real(const FileMetadata& metadata) const {
    auto real = metadata;
    if (map_owner_ && real.uid == 0) real.uid = ::geteuid();
    if (map_owner_ && real.gid == 0) real.gid = ::getegid();
    return real;
}

Result<void> PosixFileSystem::replace(const std::string& path, std::string_view bytes, const FileMetadata& metadata) {
    return write_file(path, bytes, metadata, Publish::over_anything);
}

Result<void> PosixFileSystem::create(const std::string& path, std::string_view bytes, const FileMetadata& metadata) {
    return write_file(path, bytes, metadata, Publish::only_where_nothing_is);
}

Result<void> PosixFileSystem::write_file(const std::string& path, std::string_view bytes, const FileMetadata& metadata,
                                         Publish publish) const {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    const auto [parent, name] = split(*real);
    if (name.empty()) return fail(ErrorKind::invalid, fmt::format("cannot write a file at {}", path));
    const auto directory = open_to_write(parent, root_);
    if (!directory) return fail(directory.error());

    const auto temporary = temporary_name(name);
    if (::unlinkat(directory->get(), temporary.c_str(), 0) != 0 && errno != ENOENT) {
        return fail(errno_error(fmt::format("remove {}/{}", parent, temporary)));
    }
    Unlink cleanup(directory->get(), temporary);
    auto staged = stage(directory->get(), temporary, bytes, metadata);
    if (!staged) return fail(std::move(staged.error()).during(fmt::format("writing {}", path)));

    auto published = publish_file(directory->get(), temporary, name, publish);
    if (!published) return fail(std::move(published.error()).during(fmt::format("writing {}", path)));
    cleanup.dismiss();
    return sync(directory->get(), fmt::format("directory {}", parent));
}

Result<void> PosixFileSystem::publish_file(int directory, const std::string& temporary, const std::string& name,
                                           Publish publish) const {
    const bool fresh = publish == Publish::only_where_nothing_is;
    // RENAME_NOREPLACE instead of link and unlink: at no moment does a crash leave two names of one key.
    if (rename_(directory, temporary.c_str(), directory, name.c_str(), fresh ? RENAME_NOREPLACE : 0U) == 0) return {};
    if (!fresh || !knows_no_flags(errno)) return fail(errno_error(fmt::format("rename into {}", name)));
    // Here a crash between the two calls leaves the temporary name, which remove_remains() removes.
    if (::linkat(directory, temporary.c_str(), directory, name.c_str(), 0) != 0) {
        return fail(errno_error(fmt::format("link into {}", name)));
    }
    ::unlinkat(directory, temporary.c_str(), 0);
    return {};
}

Result<void> PosixFileSystem::stage(int directory, const std::string& temporary, std::string_view bytes,
                                    const FileMetadata& metadata) const {
    const FileDescriptor fd(
        ::openat(directory, temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd) return fail(errno_error(fmt::format("create {}", temporary)));
    // Writing changes the time, and only the owner may set it: the file stays root's until it is complete.
    const bool has_time = metadata.modified_ns.has_value();
    Result<void> step;
    if (!has_time) step = give_metadata(fd.get(), metadata);
    if (step) step = write_all(fd.get(), bytes);
    if (step && has_time) step = give_time(fd.get(), *metadata.modified_ns);
    if (step && has_time) step = give_metadata(fd.get(), metadata);
    if (step) step = sync(fd.get(), temporary);
    if (step) step = read_back(fd.get(), bytes);
    return step;
}

/// The owner is set before the mode, because the mode gives access. But the mode of a file that is given away must be
/// set before, or a further privilege is needed. Calls that change nothing are skipped, so that they need no privilege.
Result<void> PosixFileSystem::give_metadata(int fd, const FileMetadata& metadata) const {
    const auto wanted = to_real(metadata);
    struct stat info{};
    if (::fstat(fd, &info) != 0) return fail(errno_error("status"));
    const bool new_owner = info.st_uid != wanted.uid || info.st_gid != wanted.gid;
    const bool given_away = info.st_uid != wanted.uid;
    const bool new_mode = (info.st_mode & 07777U) != wanted.mode;
    if (given_away && new_mode && ::fchmod(fd, wanted.mode) != 0) return fail(errno_error("chmod"));
    if (new_owner && ::fchown(fd, wanted.uid, wanted.gid) != 0) {
        return fail(errno_error(fmt::format("chown to {}:{}", wanted.uid, wanted.gid)));
    }
    if (!given_away && new_mode && ::fchmod(fd, wanted.mode) != 0) return fail(errno_error("chmod"));
    return {};
}

Result<void> PosixFileSystem::set_metadata(const std::string& path, const FileMetadata& metadata) {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    // O_PATH needs no permission on the file, whose mode may be the thing to repair.
    const FileDescriptor fd(::open(real->c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) return fail(errno_error(fmt::format("open {}", path)));
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail(errno_error(fmt::format("status of {}", path)));
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
        return fail(ErrorKind::conflict, fmt::format("{} is neither a file nor a directory", path));
    }
    const auto wanted = to_real(metadata);
    const auto by_fd = fmt::format("/proc/self/fd/{}", fd.get());  // fchmod refuses an O_PATH descriptor
    auto mode = info.st_mode & 07777U;
    if (info.st_uid != wanted.uid || info.st_gid != wanted.gid) {
        // While the owner changes, the mode allows only what both the old and the new state allow.
        const auto narrow = mode & wanted.mode & 0777U;
        const auto narrowed = [&] { return narrow == mode || ::chmod(by_fd.c_str(), narrow) == 0; };
        // Without CAP_FOWNER only the owner sets a mode; root with CAP_CHOWN can become the owner.
        const bool tightened =
            narrowed() ||
            (errno == EPERM && info.st_uid != wanted.uid &&
             ::fchownat(fd.get(), "", wanted.uid, static_cast<gid_t>(-1), AT_EMPTY_PATH) == 0 && narrowed());
        if (!tightened) return fail(errno_error(fmt::format("chmod of {}", path)));
        mode = narrow;
        if (::fchownat(fd.get(), "", wanted.uid, wanted.gid, AT_EMPTY_PATH) != 0) {
            return fail(errno_error(fmt::format("chown of {}", path)));
        }
    }
    if (mode != wanted.mode && ::chmod(by_fd.c_str(), wanted.mode) != 0)
        return fail(errno_error(fmt::format("chmod of {}", path)));
    return {};
}

Result<void> PosixFileSystem::make_directory(const std::string& path, const FileMetadata& metadata) {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    // Makes the missing directories, the outermost first. The root itself may be missing too.
    for (auto slash = real->find('/', 1); slash != std::string::npos; slash = real->find('/', slash + 1)) {
        const auto parent = real->substr(0, slash);
        struct stat info{};
        if (::stat(parent.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) continue;
        if (auto made = make_one_directory(parent, parent_metadata); !made) return made;
    }
    return make_one_directory(*real, metadata);
}

Result<void> PosixFileSystem::make_one_directory(const std::string& real, const FileMetadata& metadata) const {
    struct stat info{};
    if (::lstat(real.c_str(), &info) == 0) {
        if (S_ISDIR(info.st_mode)) return {};
        return fail(ErrorKind::conflict, fmt::format("{} exists and is not a directory", real));
    }
    const auto [parent, name] = split(real);
    const auto directory = open_to_write(parent, root_);
    if (!directory) return fail(directory.error());

    // The directory is made under a dot name and renamed, like a file. So a crash never leaves a directory with a
    // provisional mode that a later call would accept as existing.
    const auto temporary = temporary_name(name);
    if (::unlinkat(directory->get(), temporary.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
        return fail(errno_error(fmt::format("remove {}/{}", parent, temporary)));
    }
    if (::mkdirat(directory->get(), temporary.c_str(), 0700) != 0)
        return fail(errno_error(fmt::format("make directory {}", real)));
    Unlink cleanup(directory->get(), temporary, AT_REMOVEDIR);
    const FileDescriptor fd(
        ::openat(directory->get(), temporary.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) return fail(errno_error(fmt::format("open directory {}", real)));
    if (auto given = give_metadata(fd.get(), metadata); !given) return given;
    const auto move = [&](unsigned flags) {
        return rename_(directory->get(), temporary.c_str(), directory->get(), name.c_str(), flags) == 0;
    };
    // A plain rename can at most replace an empty directory that somebody has made since the look above.
    if (!move(RENAME_NOREPLACE) && !(knows_no_flags(errno) && move(0))) {
        return fail(errno_error(fmt::format("make directory {}", real)));
    }
    cleanup.dismiss();
    return sync(directory->get(), fmt::format("directory {}", parent));
}

Result<void> PosixFileSystem::remove_remains(const std::string& directory) {
    auto names = list(directory);
    if (!names) {
        if (names.error().kind() == ErrorKind::not_found) return {};
        return fail(std::move(names).error());
    }
    std::erase_if(*names, [](const std::string& name) { return !is_temporary(name); });
    if (names->empty()) return {};
    const auto fd = open_directory(root_ + directory);
    if (!fd) return fail(fd.error());
    for (const auto& name : *names) {
        if (::unlinkat(fd->get(), name.c_str(), 0) == 0 || errno == ENOENT) continue;
        if (errno == EISDIR && ::unlinkat(fd->get(), name.c_str(), AT_REMOVEDIR) == 0) continue;
        return fail(errno_error(fmt::format("remove {}/{}", directory, name)));
    }
    return sync(fd->get(), fmt::format("directory {}", directory));
}

Result<void> PosixFileSystem::remove(const std::string& path) {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    const auto [parent, name] = split(*real);
    const auto directory = open_to_write(parent, root_);
    if (!directory) {
        if (directory.error().kind() == ErrorKind::not_found) return {};
        return fail(directory.error());
    }
    if (::unlinkat(directory->get(), name.c_str(), 0) != 0) {
        if (errno == ENOENT) return {};
        return fail(errno_error(fmt::format("remove {}", path)));
    }
    return sync(directory->get(), fmt::format("directory {}", parent));
}

}  // namespace planekeeper::linux_edges
