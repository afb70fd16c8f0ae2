#include "linux/storage.hpp"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/statfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

namespace planekeeper::linux_edges {

namespace {

struct KnownFileSystem {
    std::uint64_t magic;
    const char* name;
    bool forgets;  ///< files are lost when the machine restarts
    bool network;  ///< other machines may change files, without an event
};

constexpr std::array known_file_systems{
    KnownFileSystem{TMPFS_MAGIC, "tmpfs", true, false},
    KnownFileSystem{RAMFS_MAGIC, "ramfs", true, false},
    KnownFileSystem{OVERLAYFS_SUPER_MAGIC, "overlay", false, false},
    KnownFileSystem{NFS_SUPER_MAGIC, "nfs", false, true},
    KnownFileSystem{CIFS_SUPER_MAGIC, "cifs", false, true},
    KnownFileSystem{SMB2_SUPER_MAGIC, "smb", false, true},
    KnownFileSystem{CEPH_SUPER_MAGIC, "ceph", false, true},
    KnownFileSystem{AFS_SUPER_MAGIC, "afs", false, true},
    KnownFileSystem{V9FS_MAGIC, "9p", false, true},
    KnownFileSystem{FUSE_SUPER_MAGIC, "fuse", false, true},
};

std::optional<std::uint64_t> magic_of(const std::string& real) {
    struct statfs info{};
    if (::statfs(real.c_str(), &info) != 0) return std::nullopt;
    return static_cast<std::uint64_t>(info.f_type);
}

/// mountinfo writes a blank and similar characters as \040.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 3 < text.size()) {
            plain += static_cast<char>(std::strtol(std::string(text.substr(at + 1, 3)).c_str(), nullptr, 8));
            at += 3;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

/// The upper directory of the overlay on which `real` is. The mount with the longest mount point above `real` counts;
/// if several have this mount point, the last one counts (proc(5)).
std::string upper_directory(const std::string& real) {
    const std::unique_ptr<char, decltype(&std::free)> end(::realpath(real.c_str(), nullptr), std::free);
    if (!end) return {};
    const std::string path = fmt::format("{}/", end.get());
    std::ifstream mounts("/proc/self/mountinfo");
    std::size_t longest = 0;
    std::string upper;
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream words(line);
        std::string skipped;
        std::string point;
        words >> skipped >> skipped >> skipped >> skipped >> point;
        point = unescaped(point);
        const auto prefix = point == "/" ? point : fmt::format("{}/", point);
        if (!path.starts_with(prefix) || prefix.size() < longest) continue;
        longest = prefix.size();
        upper.clear();
        const auto at = line.find("upperdir=");
        if (at != std::string::npos) upper = unescaped(line.substr(at + 9, line.find_first_of(", ", at) - at - 9));
    }
    return upper;
}

}  // namespace

Result<edges::Storage> storage_of(const std::string& real) {
    const auto magic = magic_of(real);
    if (!magic) return fail(Error::from_errno(errno, fmt::format("file system of {}", real)));
    const auto known = std::ranges::find(known_file_systems, *magic, &KnownFileSystem::magic);
    if (known == known_file_systems.end()) return edges::Storage{};
    edges::Storage storage{.kind = known->name, .forgets = known->forgets, .network = known->network};
    if (*magic != OVERLAYFS_SUPER_MAGIC) return storage;
    const auto below = magic_of(upper_directory(real));
    storage.forgets = below && (*below == TMPFS_MAGIC || *below == RAMFS_MAGIC);
    if (storage.forgets) storage.kind = "an overlay whose upper directory is in memory";
    return storage;
}

}  // namespace planekeeper::linux_edges
