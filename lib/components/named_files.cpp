#include "components/named_files.hpp"
#include "base/memo.hpp"

#include <algorithm>
#include <map>

#include "base/memo.hpp"
#include "components/component_row.hpp"
#include "components/render.hpp"
#include "facts/flag_rows.hpp"

namespace planekeeper::kubernetes {

namespace {

std::vector<FlaggedFile> new_flagged_files(const model::ComponentId& id, const model::DesiredState& desired) {
    std::vector<FlaggedFile> files;
    for (const auto& text : flags_of(id, desired, {})) {
        const auto [name, value] = written_flag(text);
        const auto* const flag = find_file_flag(id, name);
        if (flag == nullptr) continue;
        for (auto& file : named_files(*flag, value)) files.push_back({name, std::move(file)});
    }
    for (auto& file : row_of(id).other_files(desired)) files.push_back({{}, std::move(file)});
    return files;
}

}  // namespace

std::vector<FlaggedFile> flagged_files(model::ComponentId id, const model::DesiredState& desired) {
    constexpr std::size_t most = 4;  // of some components and stages
    static Memo<std::vector<FlaggedFile>, model::ComponentId, model::DesiredState> known(new_flagged_files, most);
    return known(id, desired);
}

std::vector<NamedFile> named_files(model::ComponentId id, const model::DesiredState& desired) {
    const auto& extra = desired.component(id).image.extra_files;
    std::map<std::string, bool> secret_by_path;
    const auto add = [&](const std::string& path, bool secret) {
        // A mount would hide the files in the image.
        const bool in_image = std::ranges::find(extra, path, &model::ExtraFile::destination) != extra.end();
        if (!path.starts_with('/') || in_image) return;
        auto& known = secret_by_path[path];
        known = known || secret;
    };
    for (const auto& [flag, file] : flagged_files(id, desired)) add(file.path, file.secret);
    std::vector<NamedFile> files;
    for (const auto& [path, secret] : secret_by_path) files.push_back({path, secret});
    return files;
}

std::string directory_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos || slash == 0 ? "/" : std::string{path.substr(0, slash)};
}

}  // namespace planekeeper::kubernetes
