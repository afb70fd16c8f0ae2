#include "linux/unix_socket.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "linux/posix_file_system.hpp"

namespace planekeeper::linux_edges {

namespace {

constexpr int backlog = 64;

Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return fail(ErrorKind::invalid, fmt::format("socket path longer than 107 bytes: {}", path));
    }
    std::ranges::copy(path, address.sun_path);
    return address;
}

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

std::optional<gid_t> find_group(const std::string& name) {
    if (name.empty()) return std::nullopt;
    struct group entry{};
    struct group* found = nullptr;
    std::vector<char> buffer(16384);
    while (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) == ERANGE) {
        buffer.resize(2 * buffer.size());
    }
    if (found == nullptr) return std::nullopt;
    return found->gr_gid;
}

/// Removes a socket that nobody listens on.
Result<void> remove_stale(const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) {
        if (errno == ENOENT) return {};
        return fail(Error::from_errno(errno, fmt::format("status of {}", path)));
    }
    if (!S_ISSOCK(info.st_mode)) return fail(ErrorKind::conflict, fmt::format("{} exists and is not a socket", path));
    // Only a connection attempt tells, because the file outlives its process.
    const auto probe = connect_unix(path);
    if (probe || probe.error().kind() == ErrorKind::conflict) {
        return fail(ErrorKind::conflict, fmt::format("another process listens on {}", path));
    }
    if (probe.error().kind() == ErrorKind::not_found) return {};
    if (probe.error().kind() != ErrorKind::transient)
        return fail(probe.error());  // not refused: unclear whether somebody listens
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return fail(Error::from_errno(errno, fmt::format("remove {}", path)));
    return {};
}

}  // namespace

Result<UnixListener> UnixListener::bind(const std::string& path, const std::string& group) {
    const auto address = address_of(path);
    if (!address) return fail(address.error());
    PosixFileSystem files("");
    edges::FileMetadata directory;
    directory.mode = 0755;
    if (auto made = files.make_directory(path.substr(0, path.rfind('/')), directory); !made) {
        return fail(std::move(made.error()));
    }
    if (auto removed = remove_stale(path); !removed) return fail(std::move(removed.error()));

    UnixListener listener;
    listener.socket_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!listener.socket_) return fail(Error::from_errno(errno, "socket"));
    const int fd = listener.socket_.get();
    // On Linux the file gets the socket's own mode, so it is never looser than this, whatever the umask is.
    if (::fchmod(fd, 0600) != 0) return fail(Error::from_errno(errno, "chmod of a socket"));
    if (::bind(fd, generic(*address), sizeof *address) != 0)
        return fail(Error::from_errno(errno, fmt::format("bind {}", path)));
    listener.path_ = path;
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) return fail(Error::from_errno(errno, fmt::format("status of {}", path)));
    listener.device_ = info.st_dev;
    listener.inode_ = info.st_ino;

    // The package's directory is set-gid, so the socket has the group from the start and needs no chown. Without the
    // group, and without the right to change it, only the owner can use the socket.
    const auto gid = find_group(group);
    const bool given = gid && (info.st_gid == *gid || ::lchown(path.c_str(), static_cast<uid_t>(-1), *gid) == 0);
    if (given && ::chmod(path.c_str(), 0660) == 0) {
        listener.group_ = *gid;
    }
    if (::listen(fd, backlog) != 0) return fail(Error::from_errno(errno, fmt::format("listen on {}", path)));
    return listener;
}

UnixListener::~UnixListener() {
    struct stat info{};
    if (path_.empty() || ::lstat(path_.c_str(), &info) != 0) return;
    if (info.st_dev == device_ && info.st_ino == inode_) ::unlink(path_.c_str());
}

Result<FileDescriptor> connect_unix(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return fail(address.error());
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return fail(Error::from_errno(errno, "socket"));
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket.get(), generic(*address), sizeof *address) != 0) {
        if (errno != EAGAIN) return fail(Error::from_errno(errno, fmt::format("connect to {}", path)));
        return fail(ErrorKind::conflict, fmt::format("{} is busy", path));
    }
    return socket;
}

Result<edges::LocalPeer> peer_of(int socket, gid_t group) {
    ucred credentials{};
    socklen_t length = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
        return fail(Error::from_errno(errno, "SO_PEERCRED"));
    }
    edges::LocalPeer peer{.uid = credentials.uid, .gid = credentials.gid, .in_group = false};
    if (group == static_cast<gid_t>(-1)) return peer;

    std::vector<gid_t> groups(64);
    length = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    int asked = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &length);
    if (asked != 0 && errno == ERANGE) {
        groups.resize(length / sizeof(gid_t));
        asked = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &length);
    }
    groups.resize(asked == 0 ? length / sizeof(gid_t) : 0U);
    peer.in_group = peer.gid == group || std::ranges::find(groups, group) != groups.end();
    return peer;
}

}  // namespace planekeeper::linux_edges
