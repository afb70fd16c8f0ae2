#include "reconcile/observer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "components/artefacts.hpp"
#include "components/component_row.hpp"
#include "components/key_material.hpp"
#include "components/render.hpp"
#include "components/startup_files.hpp"
#include "ledger/custody.hpp"
#include "ledger/ledger_store.hpp"
#include "spec/node_paths.hpp"

namespace planekeeper::reconcile {

using Text = drivers::FileDriver::Text;

namespace {

/// The kubelet keeps a link here for each container attempt, with any runtime, so a new link tells of a start
/// (kubernetes pkg/kubelet/kuberuntime, legacyLogSymlink).
constexpr const char* container_log_directory = "/var/log/containers";

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// Files whose text is kept for diffs. None holds a secret.
std::vector<kubernetes::Artefact> rendered_files(const model::DesiredState& desired) {
    using enum kubernetes::ArtefactKind;
    return kubernetes::files_of(desired, {configuration, manifest, users_manifest});
}

/// Files that others provide: those that flags name, and an external PKI.
std::vector<std::string> files_of_others(model::ComponentId id, const model::DesiredState& desired) {
    auto paths = kubernetes::files_of_others(id, desired);
    for (const auto& item : kubernetes::material_items(desired)) {
        if (!item.external || (item.reader && item.reader != id)) continue;
        for (const auto& file : item.files) paths.push_back(file.path);
    }
    return paths;
}

}  // namespace

Observer::Observer(const Outside& outside, const Options& options)
    : processes(outside.processes),
      files(outside.files),
      materials(outside.files),
      image(outside.files, processes, files, {options.root, options.download_environment, options.architecture}),
      program(processes),
      runtime(outside.files, processes),
      api(outside.files, outside.http, materials),
      health(outside.http, materials),
      life(outside.files, processes, outside.http),
      clock_(outside.clock),
      links_(outside.files) {
    seen.offline = !options.root.empty();
    // With --root the file's path is a path of this machine, not of the tree.
    desired_state_directory_ = seen.offline ? "/etc/planekeeper" : parent_of(options.desired_state_file);
}

void Observer::look_at_file(const std::string& path, drivers::FileDriver::Text text, Now now) {
    seen.files[path] = files.observe(path, text, now);
    const auto directory = parent_of(path);
    if (seen.directories.contains(directory)) return;
    seen.directories[directory] = files.observe_directory(directory);
    look_at_access(directory);
}

/// Links of others may lead outside the paths in the flags (from certbot's live/ into archive/). So the targets that
/// the container reaches are mounted too, one after the other.
void Observer::look_at_link_end(model::ComponentId id, const std::string& path, const model::DesiredState& desired) {
    constexpr int most_turns = 8;
    // Only root may choose which parts of the node a container sees.
    const auto way = links_.follow(path);
    if (!way || !drivers::who_may_lead(*way).empty()) return;
    for (int turn = 0; turn < most_turns; ++turn) {
        const auto in_pod = links_.reach(mounts_[id], path);
        if (!in_pod || in_pod->leaves.empty() || !spec::may_be_mounted(in_pod->leaves)) return;
        seen.components[id].link_ends.insert(in_pod->leaves);
        mount_links(id, desired);
    }
}

void Observer::mount_links(model::ComponentId id, const model::DesiredState& desired) {
    mounts_[id].clear();
    for (const auto& mount : kubernetes::mounts_of(id, desired, seen.components[id].link_ends)) {
        mounts_[id].push_back({mount.host_path, mount.mount_path});
    }
}

void Observer::look_at_mounts(model::ComponentId id, const model::DesiredState& desired) {
    auto& component = seen.components[id];
    component.link_ends.clear();
    mount_links(id, desired);
    for (const auto& path : files_of_others(id, desired)) {
        if (is_mounted(id, path)) look_at_link_end(id, path, desired);
    }
    component.mounted_directories.clear();
    for (const auto& mount : mounts_[id]) component.mounted_directories[mount.host_path] = identity_of(mount.host_path);
}

std::string Observer::identity_of(const std::string& directory) {
    const auto walk = links_.follow(directory);
    if (!walk || !walk->status) return {};
    // An overlay may renumber a directory that the kernel has forgotten (overlayfs.rst), but never a mounted one.
    return fmt::format("{} {}:{}", walk->path, walk->status->device, walk->status->inode);
}

bool Observer::is_mounted(model::ComponentId id, const std::string& path) const {
    return std::ranges::any_of(
        mounts_[id], [&](const auto& mount) { return path.starts_with(fmt::format("{}/", mount.mount_path)); });
}

void Observer::look_at_file_of_others(model::ComponentId id, const std::string& path, Now now) {
    look_at_file(path, Text::secret, now);
    auto& file = seen.files[path];
    auto on_node = links_.follow(path);
    if (!on_node) {
        file = {.presence = model::Presence::unreadable, .error = on_node.error().text()};
        return;
    }
    if (!on_node->has_links) return;
    const auto in_pod = links_.reach(mounts_[id], path);
    const bool arrives = is_mounted(id, path) && in_pod && in_pod->leaves.empty();
    auto target = arrives ? in_pod->walk.path : on_node->path;
    file = files.observe(target, Text::secret, now);
    file.leads_to = std::move(target);
    if (!is_mounted(id, path) || !in_pod || in_pod->leaves.empty()) return;
    file.leaves = in_pod->leaves;
    file.error = drivers::who_may_lead(*on_node);
}

/// The owner of a parent directory may exchange the directories in it, so all parents count too.
void Observer::look_at_access(const std::string& path) {
    if (seen.access.contains(path)) return;
    if (const auto access = files.observe_access(path)) seen.access[path] = *access;
    if (path.size() > 1) look_at_access(path.rfind('/') == 0 ? "/" : parent_of(path));
}

void Observer::look_at_own_places() {
    for (const std::string& directory : {std::string{ledger::state_directory}, ledger::Custody::directory()}) {
        look_at_access(directory);
        for (const auto& name : files.visible_files(directory)) look_at_access(fmt::format("{}/{}", directory, name));
    }
}

void Observer::look_at_node(const model::DesiredState& desired, const model::Ledger& ledger, Now now) {
    seen.files.clear();
    seen.directories.clear();
    seen.access.clear();
    links_.forget();
    for (const auto& [id, component] : desired.components) look_at_mounts(id, desired);
    look_at_own_places();
    const bool names_owners = !desired.files.empty();
    seen.groups = names_owners ? files.groups() : std::map<std::string, std::uint32_t>{};
    seen.users = names_owners ? files.users() : std::map<std::string, std::uint32_t>{};
    seen.materials = materials.observe(desired, now);
    for (const auto& item : kubernetes::material_items(desired)) {
        if (item.external) continue;
        for (const auto& file : item.files) look_at_file(file.path, Text::secret, now);
    }
    for (const auto& file : rendered_files(desired)) look_at_file(file.path, Text::kept, now);
    for (const auto& [id, component] : desired.components) look_at_component(id, desired, now);
    for (const auto& path : ledger.files) {
        if (!seen.files.contains(path)) look_at_file(path, Text::kept, now);
    }
    seen.copies.clear();
    for (const auto& [path, history] : ledger.paths) {
        for (const auto& copy : history.copies) {
            if (files.may_exist(copy.path)) seen.copies.insert(copy.path);
        }
    }
    for (const auto& rollout : ledger.rollouts) {
        for (const auto* generation : {&rollout.current, &rollout.last_good}) {
            if (!*generation || seen.files.contains((*generation)->path)) continue;
            look_at_file((*generation)->path, Text::kept, now);
        }
    }
    audit_logs_.clear();
    if (const auto& audit = desired.apiserver.audit; audit.enabled && !seen.directories.contains(audit.log_directory)) {
        audit_logs_ = audit.log_directory;
        seen.directories[audit_logs_] = files.observe_directory(audit_logs_);
    }
    seen.foreign_manifests = files.visible_files(desired.static_pods.directory);
    std::erase_if(seen.foreign_manifests, [&](const std::string& name) {
        return seen.files.contains(fmt::format("{}/{}", desired.static_pods.directory, name));
    });
    seen.foreign_texts.clear();
    for (const auto& name : seen.foreign_manifests) {
        const auto path = fmt::format("{}/{}", desired.static_pods.directory, name);
        auto file = files.observe(path, Text::kept, now);
        if (file.presence == model::Presence::present) seen.foreign_texts[path] = std::move(file.text);
    }
    look_at_storage(desired, ledger);
    notice_containers(desired);
}

void Observer::look_at_component(model::ComponentId id, const model::DesiredState& desired, Now now) {
    for (const auto& path : files_of_others(id, desired)) look_at_file_of_others(id, path, now);
    image.observe_sources(id, desired, seen.components[id].image, now);
}

/// Mounts hardly ever change. They matter until the first keys exist; later the look at the start is enough.
void Observer::look_at_storage(const model::DesiredState& desired, const model::Ledger& ledger) {
    const auto& static_pods = desired.static_pods.directory;
    const bool known = seen.storage.contains(desired.pki.directory) && seen.storage.contains(static_pods);
    if (known && !ledger.materials.empty()) return;
    // With --root the tree is prepared for another disk.
    if (!seen.offline) seen.state_storage = files.observe_storage(ledger::state_directory);
    seen.storage.clear();
    for (const auto& directory : {desired.pki.directory, static_pods, desired_state_directory_}) {
        seen.storage[directory] = files.observe_storage(directory);
    }
}

void Observer::remove_remains() {
    std::set<std::string> places{ledger::state_directory, ledger::Custody::directory()};
    for (const auto& [directory, presence] : seen.directories) {
        places.insert(directory);
        places.insert(parent_of(directory));
    }
    places.erase("");
    // A leftover file does no harm, and the next start tries again.
    for (const auto& place : places) (void)files.remove_remains(place);
}

void Observer::notice_containers(const model::DesiredState& desired) {
    std::vector<std::string> pods;
    for (const auto& [id, component] : desired.components) pods.push_back(fmt::format("{}-", to_string(id)));
    for (const auto& manifest : desired.manifests) {
        pods.push_back(fmt::format("{}-{}_", manifest.pod.substr(manifest.pod.find('/') + 1), desired.node_name));
    }
    auto logs = files.visible_files(container_log_directory);
    std::erase_if(logs, [&](const std::string& name) {
        return std::ranges::none_of(pods, [&](const auto& pod) { return name.starts_with(pod); });
    });
    if (logs == container_logs_) return;
    container_logs_ = std::move(logs);
    seen.runtime.checked_at = SteadyTime::min();
    for (auto& component : seen.components) component.health.checked_at = SteadyTime::min();
}

void Observer::forget_looks() {
    files.forget();
    materials.forget();
    for (auto& component : seen.components) {
        component.image.presence = model::ImagePresence::unknown;
        component.image.checked_at = SteadyTime::min();
        component.health.checked_at = SteadyTime::min();
        component.port.checked_at = SteadyTime::min();
    }
    seen.runtime.checked_at = SteadyTime::min();
    seen.api.objects_checked_at = SteadyTime::min();
    seen.etcd.checked_at = SteadyTime::min();
    seen.life.checked_at = SteadyTime::min();
}

void Observer::merge(const Observation& observation) { reconcile::merge(seen, observation); }

void Observer::take(const model::DesiredState& desired) {
    const bool is_same_pod = desired.node_name == node_name_ && desired.runtime == runtime_;
    node_name_ = desired.node_name;
    runtime_ = desired.runtime;
    for (auto& component : seen.components) {
        if (!is_same_pod) {
            component.health = {};
            component.containers.clear();
            component.memory_bytes.reset();
        }
        component.health.checked_at = SteadyTime::min();
    }
    if (!is_same_pod) {
        seen.api = {};
        seen.runtime = {};
    }
    seen.api.objects.clear();
    seen.api.objects_known = false;
    seen.api.objects_checked_at = seen.runtime.checked_at = SteadyTime::min();
    api.forget_credentials();
    health.forget_credentials();
}

std::vector<std::string> Observer::directories() const {
    std::set<std::string> unique{container_log_directory};
    for (const auto& [directory, presence] : seen.directories) unique.insert(directory);
    // Each line of the audit log would cause a wake. The slow rescan sees often enough that the directory exists.
    unique.erase(audit_logs_);
    for (const auto& component : seen.components) {
        for (const auto& path : component.image.missing_files) unique.insert(parent_of(path));
    }
    for (const auto* links : {&materials.link_directories(), &image.link_directories(), &links_.directories()}) {
        unique.insert(links->begin(), links->end());
    }
    return {unique.begin(), unique.end()};
}

}  // namespace planekeeper::reconcile
