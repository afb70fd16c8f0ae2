#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "edges/file_system.hpp"

// Symbolic links of files that others manage (GitOps, stow, Nix, a volume's "..data"). A link in the place of a file
// that planekeeper writes is not followed.

namespace planekeeper::drivers {

/// The way from a path through links to its end.
struct Walk {
    struct Step {
        std::string path;  ///< none of its directories is a link
        edges::FileStatus status;
    };
    std::string path;                         ///< the end of the way, without any link in it
    std::optional<edges::FileStatus> status;  ///< status of the end; nullopt: nothing exists there
    std::vector<Step> passed;                 ///< each directory and link before the end, in order
    /// A change in one of these directories may change the end: the directories of each link and of the end.
    std::set<std::string> directories;
    bool has_links = false;
};

/// Follows all links, as open(2) does. Errors: invalid (not an absolute path), conflict (too many links), or those of
/// the file system.
[[nodiscard]] Result<Walk> follow(const edges::FileSystem& files, const std::string& path);

/// A directory of the node and its place in a container.
struct MountedDirectory {
    std::string host_path;
    std::string mount_path;
};

/// The result of following a path inside a container.
struct Reached {
    Walk walk;           ///< starts at the mounted directory; paths are the node's
    std::string leaves;  ///< the container's path outside all mounts at which the way ends; empty: none
};

/// Follows links as a container does. The runtime resolves links on the way to a mounted directory when it creates the
/// container. The container follows links inside the directory among its own paths. Errors: as follow().
[[nodiscard]] Result<Reached> reach(const edges::FileSystem& files, const std::vector<MountedDirectory>& mounts,
                                    const std::string& path);

/// Reads the file at the end of follow().
[[nodiscard]] Result<std::string> read_through(const edges::FileSystem& files, const std::string& path,
                                               std::size_t limit);

/// Who besides root could change a link on the way, with advice; empty: nobody.
[[nodiscard]] std::string who_may_lead(const Walk& walk);
/// As who_may_lead(), and also who could change the end of the way.
[[nodiscard]] std::string who_may_change(const Walk& walk);

/// Follows paths for one driver and collects the directories to watch.
class Links {
public:
    explicit Links(edges::FileSystem& files) : files_(files) {}

    /// The end of the way; the path itself when it has no link or cannot be followed.
    [[nodiscard]] std::string target_of(const std::string& path);
    [[nodiscard]] Result<Walk> follow(const std::string& path);
    /// As a container with these mounts sees the path.
    [[nodiscard]] Result<Reached> reach(const std::vector<MountedDirectory>& mounts, const std::string& path);
    [[nodiscard]] const std::set<std::string>& directories() const noexcept { return directories_; }
    void forget() { directories_.clear(); }

private:
    edges::FileSystem& files_;
    std::set<std::string> directories_;
};

}  // namespace planekeeper::drivers
