#include "plan/file_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace planekeeper::plan {

namespace {

constexpr std::uint32_t owner_reads = 0400;
constexpr std::uint32_t group_reads = 0040;
constexpr std::uint32_t others_read = 0004;

using Numbers = std::map<std::string, std::uint32_t>;

std::optional<std::uint32_t> number_of(const Numbers& known, const std::string& name) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc{} && end == name.data() + name.size()) return number;
    if (name == "root") return 0;
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional{found->second};
}

std::unexpected<UnknownAccount> unknown(std::string reason, const std::string& account, const std::string& command) {
    return std::unexpected{
        UnknownAccount{std::move(reason), fmt::format("spec.files gives it to the {}, which this node does not have; "
                                                      "the file is left as it is. Make it ({}), or correct spec.files",
                                                      account, command)}};
}

std::expected<Access, UnknownAccount> declared_access(const Draft& draft, const model::FileAccess& declared) {
    const auto uid = number_of(draft.observed.users, declared.owner);
    if (!uid)
        return unknown("UserUnknown", fmt::format("user {}", declared.owner),
                       fmt::format("useradd --system {}", declared.owner));
    const auto gid = number_of(draft.observed.groups, declared.group);
    if (!gid)
        return unknown("GroupUnknown", fmt::format("group {}", declared.group),
                       fmt::format("groupadd --system {}", declared.group));
    return Access{.mode = declared.mode, .uid = *uid, .gid = *gid};
}

/// A group other than root's reads it, which only root can have arranged.
bool given_to_a_group(const model::ObservedFile& seen) {
    return seen.presence == model::Presence::present && seen.uid == 0 && seen.gid != 0 &&
           (seen.mode & group_reads) != 0;
}

}  // namespace

std::expected<Access, UnknownAccount> access_of(const Draft& draft, const DesiredFile& file) {
    const auto& files = draft.desired.files;
    const auto declared = std::ranges::find(files, file.path, &model::FileAccess::path);
    if (declared != files.end()) return declared_access(draft, *declared);
    const auto& seen = draft.file(file.path);
    const bool would_lose = !file.in_manifest_directory && given_to_a_group(seen) && (file.mode & group_reads) == 0;
    if (would_lose) return Access{.mode = file.mode | group_reads, .gid = seen.gid, .as_found = true};
    return Access{.mode = file.mode};
}

std::string octal(std::uint32_t mode) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%04o", mode);
    return text.data();
}

std::string loses_readers(const Draft& draft, const DesiredFile& file) {
    const auto& seen = draft.file(file.path);
    const auto access = access_of(draft, file);
    if (seen.presence != model::Presence::present || !access) return {};
    if ((access->mode & others_read) != 0) return {};
    std::string losers;
    const auto add = [&](const std::string& who) { losers += (losers.empty() ? "" : " and ") + who; };
    if ((seen.mode & others_read) != 0) add("everybody");
    if ((seen.mode & owner_reads) != 0 && seen.uid != 0 && seen.uid != access->uid) {
        add(fmt::format("user {}, to whom it belongs,", seen.uid));
    }
    const bool group_stays = (access->mode & group_reads) != 0 && access->gid == seen.gid;
    if ((seen.mode & group_reads) != 0 && seen.gid != 0 && !group_stays) add(fmt::format("group {}", seen.gid));
    if (losers.empty()) return {};
    const auto owner = access->uid == 0 ? "root" : fmt::format("root, user {}", access->uid);
    const bool has_group = (access->mode & group_reads) != 0 && access->gid != 0;
    const auto group = has_group ? fmt::format(" and group {}", access->gid) : "";
    return fmt::format("{} can be read by {} now, and afterwards by {}{} alone", file.path, losers, owner, group);
}

}  // namespace planekeeper::plan
