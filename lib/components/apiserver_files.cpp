#include "components/apiserver_files.hpp"

#include <algorithm>
#include <map>

#include "components/render.hpp"
#include "facts/flag_facts.hpp"

namespace planekeeper::kubernetes {

std::vector<ApiServerFile> apiserver_files(const model::DesiredState& desired) {
    std::map<std::string, bool> secret_by_path;
    const auto add = [&](const std::string& path, bool secret) {
        // What lies in the image would be hidden by a mount.
        const bool in_image = std::ranges::find(desired.image.extra_files, path, &model::ExtraFile::destination) !=
                              desired.image.extra_files.end();
        if (!path.starts_with('/') || in_image) return;
        auto& known = secret_by_path[path];
        known = known || secret;
    };
    for (const auto& written : apiserver_flags(desired, {})) {
        const auto [name, value] = written_flag(written);
        const auto* const flag = find_file_flag(name);
        if (flag == nullptr) continue;
        for (const auto& file : named_files(*flag, value)) add(file.path, file.secret);
    }
    if (const auto& webhook = desired.authorization_webhook) {
        add(webhook->config_file, true);
        add(webhook->certificate_authority, false);
        add(webhook->client_certificate, false);
        add(webhook->client_key, true);
    }
    std::vector<ApiServerFile> files;
    for (const auto& [path, secret] : secret_by_path) files.push_back({path, secret});
    return files;
}

std::string directory_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos || slash == 0 ? "/" : std::string{path.substr(0, slash)};
}

}  // namespace planekeeper::kubernetes
