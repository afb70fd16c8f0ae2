#include "linux/posix_places.hpp"

#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <memory>

namespace planekeeper::linux_edges {

namespace {

/// Without a symbolic link on the way; ELOOP when there is one, ENOSYS on a kernel that cannot tell.
FileDescriptor open_without_links(const std::string& real) {
    open_how how{};
    how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_NO_SYMLINKS;
    return FileDescriptor(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, real.c_str(), &how, sizeof how)));
}

std::string real_path(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> found(::realpath(path.c_str(), nullptr), std::free);
    return found ? std::string(found.get()) : std::string();
}

/// Empty: nobody but the caller and root.
std::string who_may_change(const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) return path + ", which cannot be looked at";
    if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
        return path + ", which belongs to user " + std::to_string(info.st_uid);
    }
    if ((info.st_mode & S_ISVTX) != 0) return {};   // there nobody may move what is another's
    if ((info.st_mode & S_IWOTH) != 0) return path + ", which everybody can write";
    if ((info.st_mode & S_IWGRP) != 0 && info.st_gid != 0 && info.st_gid != ::getegid()) {
        return path + ", which group " + std::to_string(info.st_gid) + " can write";
    }
    return {};
}

Result<void> check_way(int directory, const std::string& real, const std::string& root) {
    std::array<char, PATH_MAX> target{};
    const auto by_fd = "/proc/self/fd/" + std::to_string(directory);
    const auto size = ::readlink(by_fd.c_str(), target.data(), target.size());
    if (size < 0) return fail(errno_error("look where " + real + " leads"));
    const std::string end(target.data(), static_cast<std::size_t>(size));
    const auto above = root.empty() ? std::string() : real_path(root);
    const std::size_t from = end.starts_with(above + "/") ? above.size() : 0;
    for (auto slash = end.find('/', from + 1);; slash = end.find('/', slash + 1)) {
        if (const auto found = who_may_change(end.substr(0, slash)); !found.empty()) {
            return fail(ErrorKind::transient, real + " is reached through a symbolic link and leads to " + found +
                                                  "; nothing is written there, for it could be exchanged");
        }
        if (slash == std::string::npos) return {};
    }
}

}  // namespace

Result<std::string> read_all(int fd, std::size_t expected_size, std::size_t limit) {
    std::string bytes(std::min(expected_size, limit) + 1, '\0');
    std::size_t size = 0;
    while (size <= limit) {
        if (size == bytes.size()) bytes.resize(std::min(2 * size, limit + 1));
        const auto got = ::pread(fd, bytes.data() + size, bytes.size() - size, static_cast<off_t>(size));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(errno_error("read"));
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    bytes.resize(size);
    return bytes;
}

Result<FileDescriptor> open_to_write(const std::string& real, const std::string& root) {
    if (auto fd = open_without_links(real); fd || (errno != ELOOP && errno != ENOSYS && errno != EPERM)) {
        if (!fd) return fail(errno_error("open directory " + real));
        return fd;
    }
    auto fd = open_directory(real);
    if (!fd) return fd;
    if (auto checked = check_way(fd->get(), real, root); !checked) return fail(std::move(checked).error());
    return fd;
}

}  // namespace planekeeper::linux_edges
