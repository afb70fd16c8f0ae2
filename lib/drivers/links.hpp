#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "edges/file_system.hpp"

// Symbolic links of files that others manage (GitOps, stow, Nix, a volume's "..data"). What planekeeper itself writes is
// never reached through one.

namespace planekeeper::drivers {

/// The way from a path to what it leads to.
struct Walk {
    struct Step {
        std::string path;  ///< none of its directories is a link
        edges::FileStatus status;
    };
    std::string path;                         ///< the end of the way; nothing on it is a link
    std::optional<edges::FileStatus> status;  ///< of the end; nullopt: nothing is there
    std::vector<Step> passed;                 ///< each directory and link before the end, in order
    /// A change in one of these may lead elsewhere: where each link lies, and the end.
    std::set<std::string> directories;
    bool has_links = false;
};

/// Follows all links, as open(2) does. Errors: invalid (not an absolute path), conflict (links without end), or of the
/// file system.
[[nodiscard]] Result<Walk> follow(const edges::FileSystem& files, const std::string& path);

/// A directory of the node that a container has at a path of its own.
struct MountedDirectory {
    std::string host_path;
    std::string mount_path;
};

/// What a container gets to see at one of its paths.
struct Reached {
    Walk walk;  ///< from the mounted directory on; paths are the node's
    std::string
        leaves;  ///< the container's path, outside of all that is mounted, where the way ends; empty: it arrives
};

/// Follows links as a container does. The runtime resolves links on the way to a mounted directory when it makes the
/// container; those within are followed by the container itself, among its own paths. Errors: as follow().
[[nodiscard]] Result<Reached> reach(const edges::FileSystem& files, const std::vector<MountedDirectory>& mounts,
                                    const std::string& path);

/// follow() and read.
[[nodiscard]] Result<std::string> read_through(const edges::FileSystem& files, const std::string& path,
                                               std::size_t limit);

/// Who else than root could lead the way elsewhere, and what to do about it; empty: nobody.
[[nodiscard]] std::string who_may_lead(const Walk& walk);
/// The same, and who could change what it leads to.
[[nodiscard]] std::string who_may_change(const Walk& walk);

/// Follows paths for one driver, and says what has to be watched for them.
class Links {
public:
    explicit Links(edges::FileSystem& files) : files_(files) {}

    /// The path itself where no link is on the way, or where it cannot be followed.
    [[nodiscard]] std::string target_of(const std::string& path);
    [[nodiscard]] Result<Walk> follow(const std::string& path);
    /// As the container of these mounts sees it.
    [[nodiscard]] Result<Reached> reach(const std::vector<MountedDirectory>& mounts, const std::string& path);
    [[nodiscard]] const std::set<std::string>& directories() const noexcept { return directories_; }
    void forget() { directories_.clear(); }

private:
    edges::FileSystem& files_;
    std::set<std::string> directories_;
};

}  // namespace planekeeper::drivers
