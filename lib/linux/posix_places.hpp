#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "linux/file_descriptor.hpp"

// The place where a file is staged, and the calls that make it durable. Private to the file system of this room.

namespace planekeeper::linux_edges {

struct Place {
    std::string directory;
    std::string name;
};

inline Place split(const std::string& real) {
    const auto slash = real.rfind('/');
    return {slash == 0 ? "/" : real.substr(0, slash), real.substr(slash + 1)};
}

inline std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_nsec};
}

/// Whether a process has the regular file open for writing (fcntl(2), F_SETLEASE); see FileSystem::is_being_written().
[[nodiscard]] bool is_open_to_write(int fd);

inline std::string temporary_name(const std::string& name) { return fmt::format(".{}.planekeeper-tmp", name); }

inline bool is_temporary(std::string_view name) { return name.starts_with('.') && name.ends_with(".planekeeper-tmp"); }

/// The answers of NFS and FUSE to a rename with flags.
inline bool knows_no_flags(int error_number) { return error_number == EINVAL || error_number == ENOSYS; }

inline Error errno_error(std::string_view what) { return Error::from_errno(errno, what); }

inline Result<FileDescriptor> open_directory(const std::string& real) {
    FileDescriptor fd(::open(real.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return fail(errno_error(fmt::format("open directory {}", real)));
    return fd;
}

/// Opens a directory for writing into it. When symbolic links lead to it, the owner of any directory on the way could
/// have made the link and could exchange the written file: the error is transient until only the caller and root can
/// change all of them. `root` is trusted.
[[nodiscard]] Result<FileDescriptor> open_to_write(const std::string& real, const std::string& root);

/// Reads from the start of the file, at most `limit` bytes plus one, which shows that the file is too long. Usually
/// makes one allocation, so that a key leaves no copies on the heap.
[[nodiscard]] Result<std::string> read_all(int fd, std::size_t expected_size, std::size_t limit);

inline Result<void> sync(int fd, std::string_view what) {
    if (::fsync(fd) != 0) return fail(errno_error(fmt::format("fsync of {}", what)));
    return {};
}

}  // namespace planekeeper::linux_edges
