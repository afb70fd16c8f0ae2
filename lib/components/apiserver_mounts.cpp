#include <algorithm>
#include <set>

#include "components/apiserver_files.hpp"
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
    for (int number = 2; !used.insert(label).second; ++number) label = wish + "-" + std::to_string(number);
    return label;
}

bool lies_within(std::string_view path, std::string_view directory) {
    return path.starts_with(directory) && (directory == "/" || path.substr(directory.size()).starts_with('/'));
}

/// Sorted, and without those that lie within another one.
std::vector<std::string> outermost_directories(const std::vector<ApiServerFile>& files, const LinkEnds& ends) {
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

/// Empty when no KMS plugin is declared.
std::string kms_socket_directory(const model::DesiredState& desired) {
    constexpr std::string_view scheme = "unix://";
    if (!desired.encryption || !desired.encryption->kms) return {};
    if (!desired.encryption->kms->endpoint.starts_with(scheme)) return {};
    return directory_of(desired.encryption->kms->endpoint.substr(scheme.size()));
}

bool is_mounted(const std::vector<Mount>& mounts, const std::string& directory) {
    return std::ranges::any_of(mounts, [&](const Mount& mount) {
        return mount.mount_path == directory || lies_within(directory, mount.mount_path);
    });
}

}  // namespace

std::vector<Mount> apiserver_mounts(const model::DesiredState& desired, const LinkEnds& ends) {
    std::vector<Mount> mounts;
    std::set<std::string> used;
    const auto& audit = desired.apiserver.audit;
    if (audit.enabled) used.insert("audit-log");
    if (desired.image.contents == model::ImageContents::binary) {
        for (const auto& directory : outermost_directories(apiserver_files(desired), ends)) {
            mounts.push_back(
                {.name = unused_label(label_of(directory), used), .host_path = directory, .mount_path = directory});
        }
    }
    if (const auto directory = kms_socket_directory(desired); !directory.empty() && !is_mounted(mounts, directory)) {
        // The plugin may be a static pod that comes up after the API server and makes the directory.
        mounts.push_back({.name = unused_label(label_of(directory), used),
                          .host_path = directory,
                          .mount_path = directory,
                          .create = true});
    }
    if (audit.enabled) {
        mounts.push_back({.name = "audit-log",
                          .host_path = audit.log_directory,
                          .mount_path = "/var/log",
                          .read_only = false,
                          .create = true});
    }
    return mounts;
}

}  // namespace planekeeper::kubernetes
