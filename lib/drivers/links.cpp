#include "drivers/links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <string_view>

namespace planekeeper::drivers {

namespace {

/// The kernel's own limit.
constexpr int most_links = 40;

std::deque<std::string> components(std::string_view path) {
    std::deque<std::string> parts;
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        if (const auto part = path.substr(at, end - at); !part.empty() && part != ".") parts.emplace_back(part);
        at = end + 1;
    }
    return parts;
}

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

/// A container's tree: its mounted directories, with links on the way to them resolved. The node's own tree has no
/// mounts.
struct Tree {
    std::vector<MountedDirectory> mounts;
    bool is_node = true;

    /// The node's path for a path of the tree; empty: the node has none.
    [[nodiscard]] std::string place_of(const std::string& path) const {
        if (is_node) return path;
        for (const auto& mount : mounts) {
            const bool within = path == mount.mount_path || path.starts_with(fmt::format("{}/", mount.mount_path));
            if (within) return mount.host_path + path.substr(mount.mount_path.size());
        }
        return {};
    }
    [[nodiscard]] bool has_mount_at(const std::string& path) const {
        return !is_node && std::ranges::find(mounts, path, &MountedDirectory::mount_path) != mounts.end();
    }
};

/// Walks one step at a time. A link puts its target before the rest of the way.
class Walker {
public:
    Walker(const edges::FileSystem& files, const std::string& path, Tree tree = {})
        : files_(files), tree_(std::move(tree)), left_(components(path)) {}

    Result<Walk> walk() {
        while (!left_.empty()) {
            auto gone_on = step();
            if (!gone_on) return fail(std::move(gone_on).error());
            if (!*gone_on) break;
        }
        walk_.path = tree_.place_of(at_.empty() ? "/" : at_);
        if (!walk_.path.empty()) walk_.directories.insert(parent_of(walk_.path));
        return std::move(walk_);
    }
    /// The end of the way, as a path in the tree.
    [[nodiscard]] const std::string& end() const noexcept { return at_; }

private:
    /// False: the way ends here.
    Result<bool> step() {
        const auto part = left_.front();
        left_.pop_front();
        if (part == "..") {
            at_ = at_.empty() ? "" : at_.substr(0, at_.rfind('/'));
            return true;
        }
        const auto here = fmt::format("{}/{}", at_, part);
        const auto place = tree_.place_of(here);
        if (place.empty() || tree_.has_mount_at(here)) {
            at_ = here;  // a directory of the image, or a mount's directory, where links are resolved already
            return true;
        }
        const auto status = files_.status(place);
        if (!status) return fail(status.error());
        if (*status && (*status)->type == edges::FileType::symlink) return turn(place, **status);
        at_ = here;
        if (left_.empty()) {
            walk_.status = *status;
            return true;
        }
        if (*status && (*status)->type == edges::FileType::directory) {
            walk_.passed.push_back({place, **status});
            return true;
        }
        for (; !left_.empty(); left_.pop_front()) at_ += fmt::format("/{}", left_.front());  // nothing exists there
        return false;
    }

    Result<bool> turn(const std::string& place, const edges::FileStatus& status) {
        if (++links_ > most_links) return fail(Error::from_errno(ELOOP, fmt::format("following {}", place)));
        auto target = files_.read_link(place);
        if (!target) return fail(std::move(target).error());
        walk_.has_links = true;
        walk_.passed.push_back({place, status});
        walk_.directories.insert(parent_of(place));
        if (target->starts_with('/')) at_.clear();
        const auto parts = components(*target);
        left_.insert(left_.begin(), parts.begin(), parts.end());
        return true;
    }

    const edges::FileSystem& files_;
    Tree tree_;
    std::deque<std::string> left_;
    std::string at_;  ///< "" is the root
    int links_ = 0;
    Walk walk_;
};

std::string who_may_change(const Walk::Step& step) {
    const auto& status = step.status;
    const auto what = step.path + (status.type == edges::FileType::directory ? " (a directory)" : "");
    if (status.uid != 0) {
        return fmt::format("{} belongs to user {}: chown root {}", what, status.uid, step.path);
    }
    if (status.type == edges::FileType::symlink) return {};  // a link's mode means nothing
    // In a directory with the sticky bit only root may move root's files.
    if (status.type == edges::FileType::directory && (status.mode & 01000U) != 0) return {};
    if ((status.mode & 0002U) != 0) return fmt::format("{} can be written by everybody: chmod o-w {}", what, step.path);
    if ((status.mode & 0020U) != 0 && status.gid != 0) {
        return fmt::format("{} can be written by group {}: chmod g-w {}", what, status.gid, step.path);
    }
    return {};
}

}  // namespace

Result<Walk> follow(const edges::FileSystem& files, const std::string& path) {
    if (!path.starts_with('/')) return fail(ErrorKind::invalid, fmt::format("not an absolute path: {}", path));
    return Walker{files, path}.walk();
}

Result<Reached> reach(const edges::FileSystem& files, const std::vector<MountedDirectory>& mounts,
                      const std::string& path) {
    if (!path.starts_with('/')) return fail(ErrorKind::invalid, fmt::format("not an absolute path: {}", path));
    Tree tree{.mounts = {}, .is_node = false};
    for (const auto& mount : mounts) {
        auto walk = follow(files, mount.host_path);
        if (!walk) return fail(std::move(walk).error());
        tree.mounts.push_back({walk->path, mount.mount_path});
    }
    Walker walker{files, path, std::move(tree)};
    auto walk = walker.walk();
    if (!walk) return fail(std::move(walk).error());
    Reached reached{.walk = std::move(*walk), .leaves = {}};
    if (reached.walk.path.empty()) reached.leaves = walker.end().empty() ? "/" : walker.end();
    return reached;
}

Result<std::string> read_through(const edges::FileSystem& files, const std::string& path, std::size_t limit) {
    const auto walk = follow(files, path);
    if (!walk) return fail(walk.error());
    return files.read(walk->path, limit);
}

std::string who_may_lead(const Walk& walk) {
    for (const auto& step : walk.passed) {
        if (auto found = who_may_change(step); !found.empty()) return found;
    }
    return {};
}

std::string who_may_change(const Walk& walk) {
    if (auto found = who_may_lead(walk); !found.empty()) return found;
    return walk.status ? who_may_change(Walk::Step{walk.path, *walk.status}) : std::string{};
}

Result<Walk> Links::follow(const std::string& path) {
    auto walk = drivers::follow(files_, path);
    if (walk && walk->has_links) directories_.insert(walk->directories.begin(), walk->directories.end());
    return walk;
}

std::string Links::target_of(const std::string& path) {
    auto walk = follow(path);
    return walk && walk->has_links ? walk->path : path;
}

Result<Reached> Links::reach(const std::vector<MountedDirectory>& mounts, const std::string& path) {
    auto reached = drivers::reach(files_, mounts, path);
    if (reached) directories_.insert(reached->walk.directories.begin(), reached->walk.directories.end());
    return reached;
}

}  // namespace planekeeper::drivers
