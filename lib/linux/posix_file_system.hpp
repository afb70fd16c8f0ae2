#pragma once

#include <sys/stat.h>
#include <unistd.h>
#include <cstdio>

#include "edges/file_system.hpp"
#include "linux/file_descriptor.hpp"

namespace planekeeper::linux_edges {

/// The node's own files, or those below a directory that replaces the node's root (`--root DIR`).
///
/// A new file is staged as `.NAME.planekeeper-tmp` beside its place: the kubelet ignores dot names, and a rename within
/// one directory is atomic. The next write to the same place, or remove_remains(), removes a temporary file that a
/// crash left. On file systems that cannot rename without replacing (NFS, FUSE), the file gets a second name instead.
///
/// After a failed fsync of the *directory* the new file is already visible. The error is returned anyway, because the
/// file may not survive a power cut.
class PosixFileSystem final : public edges::FileSystem {
public:
    enum class Owners { as_they_are, root_is_caller };
    /// As renameat2(2).
    using Rename = int (*)(int from_directory, const char* from, int to_directory, const char* to, unsigned flags);

    /// `root`: "" or "/" is the node itself. With `root_is_caller`, uid and gid 0 mean the caller's own in both
    /// directions, so that an unprivileged caller can prepare or test a tree that root will own. `rename`: a test can
    /// pass one that answers as other file systems do.
    explicit PosixFileSystem(std::string root,
                             Owners owners = ::geteuid() == 0 ? Owners::as_they_are : Owners::root_is_caller,
                             Rename rename = &::renameat2);

    [[nodiscard]] Result<std::optional<edges::FileStatus>> status(const std::string& path) const override;
    [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override;
    [[nodiscard]] Result<bool> is_being_written(const std::string& path) const override;
    [[nodiscard]] Result<std::string> read_link(const std::string& path) const override;
    [[nodiscard]] Result<edges::Storage> storage(const std::string& path) const override;
    [[nodiscard]] Result<std::vector<std::string>> list(const std::string& directory) const override;
    [[nodiscard]] Result<void> replace(const std::string& path, std::string_view bytes,
                                       const edges::FileMetadata& metadata) override;
    [[nodiscard]] Result<void> create(const std::string& path, std::string_view bytes,
                                      const edges::FileMetadata& metadata) override;
    [[nodiscard]] Result<void> replace_all(std::span<const edges::FileReplacement> files) override;
    [[nodiscard]] Result<void> set_metadata(const std::string& path, const edges::FileMetadata& metadata) override;
    [[nodiscard]] Result<void> make_directory(const std::string& path, const edges::FileMetadata& metadata) override;
    [[nodiscard]] Result<void> remove(const std::string& path) override;
    [[nodiscard]] Result<void> remove_remains(const std::string& directory) override;

private:
    enum class Publish { over_anything, only_where_nothing_is };

    [[nodiscard]] Result<std::string> locate(const std::string& path) const;
    [[nodiscard]] Result<void> write_file(const std::string& path, std::string_view bytes,
                                          const edges::FileMetadata& metadata, Publish publish) const;
    [[nodiscard]] Result<void> stage(int directory, const std::string& temporary, std::string_view bytes,
                                     const edges::FileMetadata& metadata) const;
    [[nodiscard]] Result<void> give_metadata(int fd, const edges::FileMetadata& metadata) const;
    [[nodiscard]] Result<void> make_one_directory(const std::string& real, const edges::FileMetadata& metadata) const;
    [[nodiscard]] Result<void> publish_file(int directory, const std::string& temporary, const std::string& name,
                                            Publish publish) const;
    [[nodiscard]] edges::FileMetadata to_real(const edges::FileMetadata& metadata) const;

    std::string root_;
    bool map_owner_;
    Rename rename_;
};

}  // namespace planekeeper::linux_edges
