#include "plan/file_access.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace planekeeper::plan {

namespace {

constexpr std::uint32_t group_reads = 0040;
constexpr std::uint32_t others_read = 0004;

const model::FileAccess* declared_access(const Draft& draft, const std::string& path) {
    const auto& files = draft.desired.files;
    const auto found = std::ranges::find(files, path, &model::FileAccess::path);
    return found == files.end() ? nullptr : &*found;
}

std::optional<std::uint32_t> gid_of(const Draft& draft, const std::string& group) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(group.data(), group.data() + group.size(), number);
    if (error == std::errc{} && end == group.data() + group.size()) return number;
    const auto found = draft.observed.groups.find(group);
    return found == draft.observed.groups.end() ? std::nullopt : std::optional{found->second};
}

/// A group other than root's reads it, which only root can have arranged.
bool given_to_a_group(const model::ObservedFile& seen) {
    return seen.presence == model::Presence::present && seen.uid == 0 && seen.gid != 0 && (seen.mode & group_reads) != 0;
}

}  // namespace

std::optional<Access> access_of(const Draft& draft, const DesiredFile& file) {
    if (const auto* declared = declared_access(draft, file.path)) {
        const auto gid = gid_of(draft, declared->group);
        if (!gid) return std::nullopt;
        return Access{declared->mode, *gid};
    }
    const auto& seen = draft.file(file.path);
    const bool would_lose = !file.in_manifest_directory && given_to_a_group(seen) && (file.mode & group_reads) == 0;
    if (would_lose) return Access{file.mode | group_reads, seen.gid, true};
    return Access{file.mode, 0};
}

std::string octal(std::uint32_t mode) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%04o", mode);
    return text.data();
}

std::string loses_readers(const Draft& draft, const std::string& path, std::uint32_t mode) {
    const auto& seen = draft.file(path);
    if (seen.presence != model::Presence::present || declared_access(draft, path) != nullptr) return {};
    if ((seen.mode & others_read) != 0 && (mode & others_read) == 0) {
        return path + " can be read by everybody now and by nobody but root " +
               (given_to_a_group(seen) ? "and its group " : "") + "afterwards";
    }
    if (seen.uid != 0) return path + " belongs to user " + std::to_string(seen.uid) + " now and to root afterwards";
    return {};
}

}  // namespace planekeeper::plan
