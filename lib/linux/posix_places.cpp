#include "linux/posix_places.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>

namespace planekeeper::linux_edges {

namespace {

std::string real_path(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> found(::realpath(path.c_str(), nullptr), std::free);
    return found ? std::string(found.get()) : std::string();
}

/// Empty: only the caller and root.
std::string who_may_change(const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) return fmt::format("{}, which cannot be looked at", path);
    if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
        return fmt::format("{}, which belongs to user {}", path, info.st_uid);
    }
    if ((info.st_mode & S_ISVTX) != 0) return {};  // in such a directory nobody may move files of others
    if ((info.st_mode & S_IWOTH) != 0) return fmt::format("{}, which everybody can write", path);
    if ((info.st_mode & S_IWGRP) != 0 && info.st_gid != 0 && info.st_gid != ::getegid()) {
        return fmt::format("{}, which group {} can write", path, info.st_gid);
    }
    return {};
}

/// The kernel's path of an open directory: it has no links.
Result<std::string> place_of(int directory) {
    std::array<char, PATH_MAX> target{};
    const auto size = ::readlink(fmt::format("/proc/self/fd/{}", directory).c_str(), target.data(), target.size());
    if (size < 0) return fail(errno_error("look where a directory is"));
    return std::string(target.data(), static_cast<std::size_t>(size));
}

Result<void> check_way(const std::string& place, std::size_t from, const std::string& real) {
    for (auto slash = place.find('/', from + 1);; slash = place.find('/', slash + 1)) {
        if (const auto found = who_may_change(place.substr(0, slash)); !found.empty()) {
            return fail(ErrorKind::transient, fmt::format("{} is reached through a symbolic link and leads to {}; "
                                                          "nothing is written there, because it could be exchanged",
                                                          real, found));
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
    auto fd = open_directory(real);
    if (!fd) return fd;
    const auto place = place_of(fd->get());
    if (!place) return fail(place.error());
    const bool below = !root.empty() && real.starts_with(root);
    const auto above = below ? real_path(root) : std::string();
    const auto without_links = above + (below ? real.substr(root.size()) : real);
    // openat2() would tell, but not before Linux 5.6 and not under every seccomp filter.
    if (*place == std::filesystem::path(without_links).lexically_normal()) return fd;
    const std::size_t from = place->starts_with(fmt::format("{}/", above)) ? above.size() : 0;
    if (auto checked = check_way(*place, from, real); !checked) return fail(std::move(checked).error());
    return fd;
}

bool is_open_to_write(int fd) {
    // While the lease is held, nobody can open the file for writing, so the lease is released at once. The kernel
    // signals the holder; SIGURG is ignored by default.
    ::fcntl(fd, F_SETSIG, SIGURG);
    if (::fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        ::fcntl(fd, F_SETLEASE, F_UNLCK);
        return false;
    }
    if (errno == EAGAIN) return true;
    struct stat info{};
    if (::fstat(fd, &info) != 0) return false;
    return ::time(nullptr) == info.st_mtim.tv_sec;
}

}  // namespace planekeeper::linux_edges
