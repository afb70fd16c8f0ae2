#include "components/startup_files.hpp"

#include <algorithm>
#include <set>

#include "components/command_line.hpp"
#include "components/config_files.hpp"
#include "components/key_material.hpp"
#include "components/render.hpp"
#include "facts/file_flags.hpp"
#include "facts/flag_facts.hpp"
#include "facts/reload_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

bool reloaded(std::string_view flag, const CommandLine& line, int minor) {
    const auto facts = reload_facts();
    const auto fact = std::ranges::find(facts, flag, &ReloadFact::flag);
    if (fact == facts.end() || !fact->reloaded.contains(minor)) return false;
    if (fact->with.empty()) return true;
    const auto needed = line.find(std::string{fact->with});
    return needed != line.end() && needed->second == "true";
}

/// True when something reads the file only at the start; also when nothing is known to read it at all.
bool read_at_start_only(const std::string& path, const model::DesiredState& desired, const CommandLine& line) {
    const auto& webhook = desired.authorization_webhook;
    if (webhook && webhook->certificate_authority == path) return true;  // read once with the webhook's kubeconfig
    bool named = false;
    for (const auto& written : apiserver_flags(desired, {})) {
        const auto [name, value] = written_flag(written);
        const auto* const flag = find_file_flag(name);
        if (flag == nullptr) continue;
        const auto files = named_files(*flag, value);
        if (std::ranges::find(files, path, &ApiServerFile::path) == files.end()) continue;
        named = true;
        if (!reloaded(name, line, desired.version.minor)) return true;
    }
    return !named;
}

bool belongs_to_generation(const MaterialItem& item, const MaterialFile& file) {
    if (item.type == MaterialType::leaf || item.type == MaterialType::kubeconfig) return false;
    return item.type != MaterialType::authority || file.role != "key";  // kube-apiserver never sees the CA's key
}

}  // namespace

std::vector<std::string> files_of_others(const model::DesiredState& desired) {
    if (desired.image.contents == model::ImageContents::baked) return {};
    std::set<std::string> ours;
    for (const auto& item : material_items(desired)) {
        for (const auto& file : item.files) ours.insert(file.path);
    }
    for (const auto& file : config_paths(desired)) ours.insert(file.path);
    std::set<std::string> theirs;
    for (const auto& written : apiserver_flags(desired, {})) {
        const auto [name, value] = written_flag(written);
        const auto* const flag = find_file_flag(name);
        if (flag == nullptr) continue;
        for (const auto& file : named_files(*flag, value)) {
            if (file.path.starts_with('/') && !ours.contains(file.path)) theirs.insert(file.path);
        }
    }
    return {theirs.begin(), theirs.end()};
}

std::vector<std::string> startup_files(const model::DesiredState& desired) {
    const auto line = apiserver_command_line(desired, {});
    std::vector<std::string> paths;
    const auto add = [&](const std::string& path) {
        if (std::ranges::find(paths, path) == paths.end() && read_at_start_only(path, desired, line)) {
            paths.push_back(path);
        }
    };
    for (const auto& item : material_items(desired)) {
        for (const auto& file : item.files) {
            if (belongs_to_generation(item, file)) add(file.path);
        }
    }
    for (const auto& file : config_files(desired)) add(file.path);
    for (const auto& path : files_of_others(desired)) add(path);
    return paths;
}

}  // namespace planekeeper::kubernetes
