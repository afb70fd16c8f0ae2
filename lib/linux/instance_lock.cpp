#include "linux/instance_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace planekeeper::linux_edges {

namespace {

/// Only for the message; the kernel alone knows whether the lock is held.
std::string holder(int fd) {
    std::array<char, 24> text{};
    const auto got = ::pread(fd, text.data(), text.size(), 0);
    std::string pid(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0U);
    pid = pid.substr(0, pid.find_first_not_of("0123456789"));
    return pid.empty() ? "another process" : fmt::format("process {}", pid);
}

}  // namespace

Result<InstanceLock> InstanceLock::acquire(const std::string& state_directory) {
    const auto path = fmt::format("{}/lock", state_directory);
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return fail(Error::from_errno(errno, fmt::format("open {}", path)));
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return fail(Error::from_errno(errno, fmt::format("lock {}", path)));
        return fail(ErrorKind::conflict, fmt::format("{} is held by {}", path, holder(file.get())));
    }
    // The number is not synced, because only the message above uses it. The file is never removed: otherwise two
    // daemons could lock two files of one name.
    const auto pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(file.get(), 0) != 0 || ::pwrite(file.get(), pid.data(), pid.size(), 0) < 0) {
        return fail(Error::from_errno(errno, fmt::format("write {}", path)));
    }
    return InstanceLock(std::move(file));
}

}  // namespace planekeeper::linux_edges
