#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>

#include "linux/posix_file_system.hpp"
#include "linux/posix_places.hpp"
#include "linux/storage.hpp"

// The read-only part of PosixFileSystem.

namespace planekeeper::linux_edges {

using edges::FileStatus;
using edges::FileType;

namespace {

FileType type_of(mode_t mode) {
    if (S_ISREG(mode)) return FileType::regular;
    if (S_ISDIR(mode)) return FileType::directory;
    if (S_ISLNK(mode)) return FileType::symlink;
    return FileType::other;
}

}  // namespace

Result<std::optional<FileStatus>> PosixFileSystem::status(const std::string& path) const {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    struct stat info{};
    if (::lstat(real->c_str(), &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        return fail(errno_error(fmt::format("status of {}", path)));
    }
    FileStatus status{.type = type_of(info.st_mode),
                      .mode = info.st_mode & 07777U,
                      .uid = info.st_uid,
                      .gid = info.st_gid,
                      .size = static_cast<std::uint64_t>(info.st_size),
                      .device = info.st_dev,
                      .inode = info.st_ino,
                      .modified_ns = nanoseconds(info.st_mtim),
                      .changed_ns = nanoseconds(info.st_ctim)};
    if (map_owner_ && status.uid == ::geteuid()) status.uid = 0;
    if (map_owner_ && status.gid == ::getegid()) status.gid = 0;
    return status;
}

Result<std::string> PosixFileSystem::read(const std::string& path, std::size_t limit) const {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    // O_NONBLOCK: a FIFO in the file's place must not block the loop.
    const FileDescriptor fd(::open(real->c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd) {
        if (errno == ENXIO) return fail(ErrorKind::conflict, fmt::format("{} is not a regular file", path));
        if (errno == ELOOP) return fail(ErrorKind::conflict, fmt::format("{} is a symbolic link", path));
        return fail(errno_error(fmt::format("open {}", path)));
    }
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail(errno_error(fmt::format("status of {}", path)));
    if (!S_ISREG(info.st_mode)) return fail(ErrorKind::conflict, fmt::format("{} is not a regular file", path));
    auto bytes = read_all(fd.get(), static_cast<std::size_t>(info.st_size), limit);
    if (!bytes) return fail(std::move(bytes.error()).during(fmt::format("reading {}", path)));
    if (bytes->size() > limit) {
        return fail(ErrorKind::invalid, fmt::format("{} is larger than {} bytes", path, limit));
    }
    return bytes;
}

Result<bool> PosixFileSystem::is_being_written(const std::string& path) const {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    const FileDescriptor fd(::open(real->c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (fd) return is_open_to_write(fd.get());
    if (errno == ENOENT || errno == ELOOP || errno == EACCES) return false;
    return fail(errno_error(fmt::format("open {}", path)));
}

Result<std::string> PosixFileSystem::read_link(const std::string& path) const {
    const auto real = locate(path);
    if (!real) return fail(real.error());
    std::array<char, PATH_MAX> target{};
    const auto size = ::readlink(real->c_str(), target.data(), target.size());
    if (size < 0 && errno == EINVAL) return fail(ErrorKind::conflict, fmt::format("{} is not a symbolic link", path));
    if (size < 0) return fail(errno_error(fmt::format("read link {}", path)));
    return std::string(target.data(), static_cast<std::size_t>(size));
}

Result<edges::Storage> PosixFileSystem::storage(const std::string& path) const {
    auto real = locate(path);
    if (!real) return fail(real.error());
    struct stat info{};
    while (::stat(real->c_str(), &info) != 0 && *real != "/") {
        if (errno != ENOENT && errno != ENOTDIR) return fail(errno_error(fmt::format("status of {}", *real)));
        *real = split(*real).directory;
    }
    return storage_of(*real);
}

Result<std::vector<std::string>> PosixFileSystem::list(const std::string& directory) const {
    const auto real = locate(directory);
    if (!real) return fail(real.error());
    auto fd = open_directory(*real);
    if (!fd) return fail(std::move(fd.error()));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(fd->get()), ::closedir);
    if (!stream) return fail(errno_error(fmt::format("list {}", directory)));
    (void)fd->release();  // closedir closes it
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0) return fail(errno_error(fmt::format("list {}", directory)));
    std::ranges::sort(names);
    return names;
}

}  // namespace planekeeper::linux_edges
