#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plan/file_access.hpp"
#include "plan/steps.hpp"

// Modes and owners of planekeeper's own directories and files, which it repairs, and of the other directories that hold
// its files. For these it reports who besides root could make planekeeper, the kubelet or kube-apiserver act as root.

namespace planekeeper::plan {

using model::ObservedAccess;
using model::ResourceKind;

namespace {

constexpr std::string_view own_directory = "/var/lib/planekeeper";
constexpr std::uint32_t group_writes = 0020;
constexpr std::uint32_t others_write = 0002;
constexpr std::uint32_t sticky = 01000;  ///< in such a directory nobody renames what is another's

bool is_own(const std::string& path) {
    return path == own_directory || path.starts_with(fmt::format("{}/", own_directory));
}

/// Who beside root may write there; empty: nobody.
std::string others_who_write(const ObservedAccess& access) {
    if (access.uid != 0) return fmt::format("it belongs to user {}", access.uid);
    if ((access.mode & others_write) != 0) return fmt::format("everybody can write it (mode {})", octal(access.mode));
    if (access.gid == 0 || (access.mode & group_writes) == 0) return {};
    return fmt::format("group {} can write it (mode {})", access.gid, octal(access.mode));
}

enum class Holds { files, directories };

void report_open(Draft& draft, const std::string& directory, const std::string& who, Holds what) {
    draft.status({ResourceKind::directory, directory}, model::State::degraded, "OthersCanWrite",
                 fmt::format("{}, so who is not root can put other {}, and what runs as root acts on them. It is not "
                             "planekeeper's own, so end it yourself: chown root:root {}; chmod go-w {}",
                             who,
                             what == Holds::files ? "files in the place of planekeeper's"
                                                  : "directories in the place of those below",
                             directory, directory));
}

/// Directories whose files decide what runs. An admin kubeconfig decides only what its user does, so its directory does
/// not count for it.
std::set<std::string> directories_to_guard(const Draft& draft) {
    const auto& kubeconfig = draft.desired.admin_kubeconfig;
    std::set<std::string> directories;
    for (const auto& path : draft.kept_paths()) {
        if (!kubeconfig || path != kubeconfig->file) directories.insert(path.substr(0, path.rfind('/')));
    }
    return directories;
}

}  // namespace

void plan_own_places(Draft& draft) {
    for (const auto& [path, access] : draft.observed.access) {
        if (!is_own(path)) continue;
        const std::uint32_t mode = access.directory ? 0700 : 0600;
        if (access.mode == mode && access.uid == 0 && access.gid == 0) continue;
        const auto kind = access.directory ? ResourceKind::directory : ResourceKind::file;
        model::Change change{.resource = {kind, path}, .action = model::SetMetadata{path, mode, 0}};
        change.repair = true;
        change.shown.verb = model::Verb::repair;
        change.shown.summary = fmt::format("{} has mode {}, owner {}:{} instead of {}, 0:0", path, octal(access.mode),
                                           access.uid, access.gid, octal(mode));
        draft.change(std::move(change));
    }
}

void report_open_directories(Draft& draft) {
    const auto guarded = directories_to_guard(draft);
    for (const auto& [path, access] : draft.observed.access) {
        if (is_own(path)) continue;
        const bool holds_files = guarded.contains(path);
        const auto below = path == "/" ? path : fmt::format("{}/", path);
        const bool is_above = std::ranges::any_of(guarded, [&](const auto& other) { return other.starts_with(below); });
        const bool harmless = !holds_files && (!is_above || (access.uid == 0 && (access.mode & sticky) != 0));
        if (harmless) continue;
        if (const auto who = others_who_write(access); !who.empty())
            report_open(draft, path, who, holds_files ? Holds::files : Holds::directories);
    }
}

}  // namespace planekeeper::plan
