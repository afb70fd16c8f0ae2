#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "components/component_row.hpp"
#include "components/named_files.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::size_t longest_label = 63;

/// "/var/lib/kubernetes" becomes "var-lib-kubernetes".
std::string label_of(std::string_view path) {
    std::string label;
    for (const char c : path) {
        const bool upper = c >= 'A' && c <= 'Z';
        const char lower = upper ? static_cast<char>(c - 'A' + 'a') : c;
        const bool allowed = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        if (allowed) label += lower;
        if (!allowed && !label.empty() && label.back() != '-') label += '-';
    }
    label.resize(std::min(label.size(), longest_label - 4));  // room for a number
    while (label.ends_with('-')) label.pop_back();
    return label.empty() ? "files" : label;
}

std::string unused_label(const std::string& wish, std::set<std::string>& used) {
    std::string label = wish;
    for (int number = 2; !used.insert(label).second; ++number) label = fmt::format("{}-{}", wish, number);
    return label;
}

bool lies_within(std::string_view path, std::string_view directory) {
    return path.starts_with(directory) && (directory == "/" || path.substr(directory.size()).starts_with('/'));
}

/// Sorted, without directories that lie inside another one.
std::vector<std::string> outermost_directories(const std::vector<NamedFile>& files, const LinkEnds& ends) {
    std::set<std::string> directories;
    for (const auto& file : files) directories.insert(directory_of(file.path));
    for (const auto& path : ends) directories.insert(directory_of(path));
    std::vector<std::string> outermost;
    for (const auto& directory : directories) {
        const bool nested = std::ranges::any_of(
            directories, [&](const auto& other) { return other != directory && lies_within(directory, other); });
        if (!nested) outermost.push_back(directory);
    }
    return outermost;
}

bool is_mounted(const std::vector<Mount>& mounts, const std::string& directory) {
    return std::ranges::any_of(mounts, [&](const Mount& mount) {
        return mount.mount_path == directory || lies_within(directory, mount.mount_path);
    });
}

}  // namespace

std::vector<Mount> mounts_of(model::ComponentId id, const model::DesiredState& desired, const LinkEnds& ends) {
    auto own = row_of(id).own_mounts(desired);
    std::vector<Mount> mounts;
    std::set<std::string> used;
    for (const auto& mount : own) used.insert(mount.name);
    if (desired.component(id).image.contents == model::ImageContents::binary) {
        for (const auto& directory : outermost_directories(named_files(id, desired), ends)) {
            mounts.push_back(
                {.name = unused_label(label_of(directory), used), .host_path = directory, .mount_path = directory});
        }
    }
    for (auto& mount : own) {
        if (mount.name.empty() && is_mounted(mounts, mount.mount_path)) continue;
        if (mount.name.empty()) mount.name = unused_label(label_of(mount.mount_path), used);
        mounts.push_back(std::move(mount));
    }
    return mounts;
}

}  // namespace planekeeper::kubernetes
