#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "base/result.hpp"
#include "edges/local_request.hpp"
#include "linux/file_descriptor.hpp"

namespace planekeeper::linux_edges {

/// A listening unix socket in the file system. Its destructor removes the path if that is still this socket.
class UnixListener {
public:
    /// As UnixHttpServer::start(). The socket has mode 0600 from the first moment; with a known group the mode becomes
    /// 0660.
    [[nodiscard]] static Result<UnixListener> bind(const std::string& path, const std::string& group);

    UnixListener(UnixListener&& other) noexcept
        : socket_(std::move(other.socket_)),
          path_(std::exchange(other.path_, {})),
          group_(other.group_),
          device_(other.device_),
          inode_(other.inode_) {}
    UnixListener& operator=(UnixListener&& other) = delete;
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;
    ~UnixListener();

    /// Gives the descriptor (non-blocking) away; this object still removes the path.
    [[nodiscard]] int release() noexcept { return socket_.release(); }
    /// The group that may read; without a group all bits are set.
    [[nodiscard]] gid_t group() const noexcept { return group_; }

private:
    UnixListener() = default;

    FileDescriptor socket_;
    std::string path_;
    gid_t group_ = static_cast<gid_t>(-1);
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

/// Connects. Blocks only while the listener's backlog is full, at most a second.
[[nodiscard]] Result<FileDescriptor> connect_unix(const std::string& path);

/// The process that connected; `group` is the group that may read.
[[nodiscard]] Result<edges::LocalPeer> peer_of(int socket, gid_t group);

}  // namespace planekeeper::linux_edges
