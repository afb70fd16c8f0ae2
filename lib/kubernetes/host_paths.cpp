#include "kubernetes/host_paths.hpp"

#include <yaml-cpp/yaml.h>

#include <array>
#include <map>
#include <optional>

#include "kubernetes/render.hpp"

namespace planekeeper::kubernetes {

namespace {

/// Path to "mounted read-only by everybody so far".
using Paths = std::map<std::string, bool>;

void add(Paths& paths, const std::string& path, bool read_only) {
    const auto [known, inserted] = paths.try_emplace(path, read_only);
    if (!inserted) known->second = known->second && read_only;
}

// The user's own text: each look at it checks what it finds, and asks only maps for keys.

/// A null node in place of one that is missing: yaml-cpp throws when a missing node is asked for its type.
YAML::Node child(const YAML::Node& node, const char* key) {
    if (!node.IsMap()) return {};
    const auto found = node[key];
    return found ? found : YAML::Node{};
}

std::optional<std::string> text_of(const YAML::Node& node) {
    return node.IsScalar() ? std::optional{node.Scalar()} : std::nullopt;
}

bool writes(const YAML::Node& container, const std::string& volume) {
    const auto mounts = child(container, "volumeMounts");
    if (!mounts.IsSequence()) return false;
    for (const auto& mount : mounts) {
        if (text_of(child(mount, "name")) == volume && text_of(child(mount, "readOnly")) != "true") return true;
    }
    return false;
}

bool any_container_writes(const YAML::Node& spec, const std::string& volume) {
    for (const char* list : {"initContainers", "containers", "ephemeralContainers"}) {
        const auto containers = child(spec, list);
        if (!containers.IsSequence()) continue;
        for (const auto& container : containers) {
            if (writes(container, volume)) return true;
        }
    }
    return false;
}

void add_pod(Paths& paths, const YAML::Node& pod) {
    const auto spec = child(pod, "spec");
    const auto volumes = child(spec, "volumes");
    if (!volumes.IsSequence()) return;
    for (const auto& volume : volumes) {
        const auto path = text_of(child(child(volume, "hostPath"), "path"));
        const auto name = text_of(child(volume, "name"));
        if (path && name && path->starts_with('/')) add(paths, *path, !any_container_writes(spec, *name));
    }
}

std::vector<model::HostPath> sorted(const Paths& paths) {
    std::vector<model::HostPath> sorted;
    for (const auto& [path, read_only] : paths) sorted.push_back({path, read_only});
    return sorted;
}

}  // namespace

std::vector<model::HostPath> host_paths(const std::string& manifest) {
    Paths paths;
    try {
        // The kubelet reads one document; and yaml-cpp 0.7 can look for the next one of a broken text for ever.
        add_pod(paths, YAML::Load(manifest));
    } catch (const YAML::Exception&) {
        return {};  // the kubelet cannot read it either, and says so
    }
    return sorted(paths);
}

std::vector<model::HostPath> managed_host_paths(const model::DesiredState& desired) {
    Paths paths;
    for (const auto& mount : apiserver_mounts(desired)) add(paths, mount.host_path, mount.read_only);
    for (const auto& manifest : desired.manifests) {
        for (const auto& host_path : manifest.host_paths) add(paths, host_path.path, host_path.read_only);
    }
    return sorted(paths);
}

}  // namespace planekeeper::kubernetes
