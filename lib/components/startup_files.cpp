#include "components/startup_files.hpp"

#include <algorithm>
#include <set>

#include "components/artefacts.hpp"
#include "components/component_row.hpp"
#include "components/config_files.hpp"
#include "components/key_material.hpp"
#include "components/named_files.hpp"
#include "components/render.hpp"
#include "facts/flag_rows.hpp"

namespace planekeeper::kubernetes {

namespace {

bool reloaded(model::ComponentId id, std::string_view flag, const CommandLine& line, int minor) {
    const auto& fact = find_flag(id, flag)->reload;
    if (!fact || !fact->reloaded.contains(minor)) return false;
    if (fact->with.empty()) return true;
    const auto needed = line.find(std::string{fact->with});
    return needed != line.end() && needed->second.value == "true";
}

/// True when something reads the file only at the start; also when nothing is known to read it at all.
bool read_at_start_only(model::ComponentId id, const std::string& path, const model::DesiredState& desired,
                        const CommandLine& line) {
    if (row_of(id).reads_at_start(desired, path)) return true;
    bool named = false;
    for (const auto& [flag, file] : flagged_files(id, desired)) {
        if (flag.empty() || file.path != path) continue;
        named = true;
        if (!reloaded(id, flag, line, desired.version.minor)) return true;
    }
    return !named;
}

/// Items that are renewed while in use are read again. A kubeconfig is not read again, and only its readers depend on it.
bool belongs_to_generation(const ComponentRow& row, const MaterialItem& item, const MaterialFile& file) {
    if (item.reader == row.id) return item.type == MaterialType::kubeconfig;
    if (item.reader || !row.reads_key_material) return false;
    if (item.renewal == Renewal::before_end) return false;
    return item.type != MaterialType::authority ||
           file.role != model::FileRole::key;  // kube-apiserver never sees the CA's key
}

}  // namespace

std::vector<std::string> files_of_others(model::ComponentId id, const model::DesiredState& desired) {
    if (desired.component(id).image.contents == model::ImageContents::baked) return {};
    std::set<std::string> ours;
    for (auto& file : files_of(desired, {ArtefactKind::key_material, ArtefactKind::configuration})) {
        ours.insert(std::move(file.path));
    }
    std::set<std::string> theirs;
    for (const auto& [flag, file] : flagged_files(id, desired)) {
        if (!flag.empty() && file.path.starts_with('/') && !ours.contains(file.path)) theirs.insert(file.path);
    }
    return {theirs.begin(), theirs.end()};
}

std::vector<std::string> startup_files(model::ComponentId id, const model::DesiredState& desired) {
    const auto line = row_of(id).command_line(desired, {});
    std::vector<std::string> paths;
    const auto add = [&](const std::string& path) {
        if (std::ranges::find(paths, path) == paths.end() && read_at_start_only(id, path, desired, line)) {
            paths.push_back(path);
        }
    };
    for (const auto& item : material_items(desired)) {
        for (const auto& file : item.files) {
            if (belongs_to_generation(row_of(id), item, file)) add(file.path);
        }
    }
    for (const auto& file : config_files(id, desired)) add(file.path);
    for (const auto& path : files_of_others(id, desired)) add(path);
    return paths;
}

}  // namespace planekeeper::kubernetes
