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

/// The result of lstat. The identity fields change whenever the content may have changed.
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
    /// Time of the last modification; absent: now. Only for writing; set_metadata ignores it.
    std::optional<std::int64_t> modified_ns{};
    friend bool operator==(const FileMetadata&, const FileMetadata&) = default;
};

/// Properties of a file system for keeping files.
struct Storage {
    std::string kind = "disk";  ///< for people: "tmpfs", "nfs"
    bool forgets = false;       ///< files are lost when the machine restarts
    bool network = false;       ///< other machines may change files, without an event
    friend bool operator==(const Storage&, const Storage&) = default;
};

/// One file of a group that is replaced together.
struct FileReplacement {
    std::string path;
    std::string_view bytes;
    FileMetadata metadata;
    std::optional<FileStatus> over{};  ///< the file that was seen there; absent: there was none
};

/// Small files of the node (up to a few hundred kilobytes). Synchronous on purpose: child processes handle large files.
/// Paths are absolute node paths; the implementation may put a root in front. Only storage(), list() and
/// remove_remains() follow a symbolic link in the last component. Errors as Error::from_errno maps them.
class FileSystem {
public:
    FileSystem() = default;
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;
    virtual ~FileSystem() = default;

    /// nullopt: nothing is there.
    [[nodiscard]] virtual Result<std::optional<FileStatus>> status(const std::string& path) const = 0;

    /// Regular files only (conflict: something else, such as a symbolic link). A file larger than `limit` is
    /// ErrorKind::invalid.
    [[nodiscard]] virtual Result<std::string> read(const std::string& path, std::size_t limit) const = 0;

    /// Whether a program has the file open for writing, so that more bytes may come. Where the file system cannot tell
    /// (NFS, FUSE, a file of another user): whether the file was modified within this second. False when there is no
    /// file, or none that the caller may read.
    [[nodiscard]] virtual Result<bool> is_being_written(const std::string& path) const = 0;

    /// The target of a symbolic link, as it is written; conflict when the path is no symbolic link.
    [[nodiscard]] virtual Result<std::string> read_link(const std::string& path) const = 0;

    /// The file system on which a file at this path is, or would be, stored.
    [[nodiscard]] virtual Result<Storage> storage(const std::string& path) const = 0;

    /// Names in a directory, sorted, without "." and "..".
    [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::string& directory) const = 0;

    /// Makes `path` hold `bytes` with this mode and owner in one step: a dot-named temporary file in the same directory
    /// with its final mode and owner before the first byte (with `modified_ns`: after the last byte), fsync, read back
    /// and compare, one rename, fsync of the directory. Readers see the old file or the new one. After a failure the
    /// old file stays and the temporary file is removed; only after a failed fsync of the directory the new file is
    /// there. A failed fsync is never retried on the same file.
    [[nodiscard]] virtual Result<void> replace(const std::string& path, std::string_view bytes,
                                               const FileMetadata& metadata) = 0;

    /// As replace(), but fails with ErrorKind::conflict when something exists at the path.
    [[nodiscard]] virtual Result<void> create(const std::string& path, std::string_view bytes,
                                              const FileMetadata& metadata) = 0;

    /// replace() for a group, such as a key and its certificate. All files are staged before the first rename; the
    /// renames follow the order of `files`. After a failed rename the earlier files are restored, unless the file
    /// system allows no second name for a file. A crash between two renames leaves the earlier files new. A file is
    /// replaced only when it is still the one that was seen: for another file, another size or time of modification, or
    /// a file that is_being_written(), the error is transient.
    [[nodiscard]] virtual Result<void> replace_all(std::span<const FileReplacement> files) = 0;

    /// Sets mode and owner of an existing file or directory. Does not touch its content.
    [[nodiscard]] virtual Result<void> set_metadata(const std::string& path, const FileMetadata& metadata) = 0;

    /// Makes the directory and missing parents (parents with 0755). Leaves an existing directory unchanged.
    [[nodiscard]] virtual Result<void> make_directory(const std::string& path, const FileMetadata& metadata) = 0;

    /// Removes temporary files that a crash has left in the directory (one may hold a key). A missing directory is no
    /// error.
    [[nodiscard]] virtual Result<void> remove_remains(const std::string& directory) = 0;

    /// Removes one file and syncs its directory. A missing file is no error.
    [[nodiscard]] virtual Result<void> remove(const std::string& path) = 0;
};

}  // namespace planekeeper::edges
