#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace planekeeper::edges {

enum class FileType { regular, directory, symlink, other };

/// What lstat says. The identity fields together change whenever content may have changed.
struct FileStatus {
    FileType type = FileType::regular;
    std::uint32_t mode = 0;  ///< permission bits, 07777
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t size = 0;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    friend bool operator==(const FileStatus&, const FileStatus&) = default;
};

struct FileMetadata {
    std::uint32_t mode = 0600;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    /// When it was last modified; absent: now. For what is written; set_metadata leaves it as it is.
    std::optional<std::int64_t> modified_ns{};
    friend bool operator==(const FileMetadata&, const FileMetadata&) = default;
};

/// What a file system is like to keep things on.
struct Storage {
    std::string kind = "disk";  ///< for people: "tmpfs", "nfs"
    bool forgets = false;       ///< what is written is gone with the next start of the machine
    bool network = false;       ///< others may change what is on it, and no event comes of that
    friend bool operator==(const Storage&, const Storage&) = default;
};

/// One file of several that are replaced together.
struct FileReplacement {
    std::string path;
    std::string_view bytes;
    FileMetadata metadata;
    std::optional<FileStatus> over{};  ///< what was seen in its place; absent: nothing
};

/// Files of the node, small ones (up to a few hundred kilobytes). Synchronous on purpose: everything large is a child
/// process. Paths are absolute node paths; the implementation may put a root in front. Symlinks are never followed in
/// the last component. Errors as Error::from_errno maps them.
class FileSystem {
public:
    FileSystem() = default;
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;
    virtual ~FileSystem() = default;

    /// nullopt: nothing is there (that is not an error).
    [[nodiscard]] virtual Result<std::optional<FileStatus>> status(const std::string& path) const = 0;

    /// Regular files only (conflict: it is something else, such as a symbolic link); a larger file than `limit` is ErrorKind::invalid.
    [[nodiscard]] virtual Result<std::string> read(const std::string& path, std::size_t limit) const = 0;

    /// Whether a program has the file open to write, so that its bytes are on their way. Where the file system cannot tell
    /// (NFS, FUSE, a file of another user): whether it was modified within this second. False: nothing is there, or nothing
    /// that the caller may read.
    [[nodiscard]] virtual Result<bool> is_being_written(const std::string& path) const = 0;

    /// Where a symbolic link points, as it is written; conflict when it is none.
    [[nodiscard]] virtual Result<std::string> read_link(const std::string& path) const = 0;

    /// What a file at this path is, or would be, stored on.
    [[nodiscard]] virtual Result<Storage> storage(const std::string& path) const = 0;

    /// Names in a directory, sorted, without "." and "..".
    [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::string& directory) const = 0;

    /// Makes `path` hold `bytes` with this mode and owner in one step: dot-named temporary file in the same directory
    /// with its final mode and owner before the first byte, fsync, read back and compare, one rename, fsync of the
    /// directory. Readers see the old file or the new one. After a failure the old file stands and no temporary is
    /// left. A failed fsync is never retried on the same file.
    [[nodiscard]] virtual Result<void> replace(const std::string& path, std::string_view bytes,
                                               const FileMetadata& metadata) = 0;

    /// As replace, but never over something that exists: ErrorKind::conflict then.
    [[nodiscard]] virtual Result<void> create(const std::string& path, std::string_view bytes,
                                              const FileMetadata& metadata) = 0;

    /// replace() for a group, such as a key and its certificate: all are staged before the first is renamed, and they are
    /// renamed in this order. When one cannot be, those before it get back what was there. A crash in between leaves the
    /// first ones new; so does a failure where a file cannot have two names. What takes the place of a file that others may
    /// write takes it only from what was seen there: another file, other bytes, or one that is_being_written() is left, and
    /// the error is transient.
    [[nodiscard]] virtual Result<void> replace_all(std::span<const FileReplacement> files) = 0;

    /// Mode and owner of a file or directory that exists; no byte of content is touched.
    [[nodiscard]] virtual Result<void> set_metadata(const std::string& path, const FileMetadata& metadata) = 0;

    /// Makes the directory and missing parents (parents with 0755); an existing directory is left as it is.
    [[nodiscard]] virtual Result<void> make_directory(const std::string& path, const FileMetadata& metadata) = 0;

    /// Removes what writes that were cut short by a crash have left in the directory (a key among it, perhaps). A missing
    /// directory is fine.
    [[nodiscard]] virtual Result<void> remove_remains(const std::string& directory) = 0;

    /// Removes one file and syncs its directory; a missing one is fine.
    [[nodiscard]] virtual Result<void> remove(const std::string& path) = 0;
};

}  // namespace planekeeper::edges
