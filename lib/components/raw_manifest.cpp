#include "components/raw_manifest.hpp"

#include <yaml-cpp/yaml.h>

#include <optional>

#include "components/host_paths.hpp"
#include "components/pod_name.hpp"

namespace planekeeper::kubernetes {

namespace {

// The user's own text: each look at it checks what it finds, and asks only maps for keys.

/// A null node in place of a missing node: yaml-cpp throws when a missing node is asked for its type.
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

std::vector<model::HostPath> host_paths(const YAML::Node& spec) {
    HostPaths paths;
    const auto volumes = child(spec, "volumes");
    if (!volumes.IsSequence()) return {};
    for (const auto& volume : volumes) {
        const auto path = text_of(child(child(volume, "hostPath"), "path"));
        const auto name = text_of(child(volume, "name"));
        if (path && name && path->starts_with('/'))
            paths.add({.path = *path, .read_only = !any_container_writes(spec, *name)});
    }
    return paths.sorted();
}

std::string pod_name(const YAML::Node& metadata) {
    const auto name = text_of(child(metadata, "name")).value_or("");
    const auto name_space = text_of(child(metadata, "namespace")).value_or("");
    return name.empty() ? std::string{} : to_string(PodName{name_space.empty() ? "default" : name_space, name});
}

std::vector<std::string> container_names(const YAML::Node& spec) {
    std::vector<std::string> names;
    const auto containers = child(spec, "containers");
    if (!containers.IsSequence()) return names;
    for (const auto& container : containers) {
        if (const auto name = text_of(child(container, "name"))) names.push_back(*name);
    }
    return names;
}

}  // namespace

model::RawManifest raw_manifest(std::string file_name, std::string content) {
    model::RawManifest manifest{.file_name = std::move(file_name), .content = std::move(content)};
    try {
        // The kubelet reads one document; and yaml-cpp 0.7 can look for the next one of a broken text for ever.
        const auto pod = YAML::Load(manifest.content);
        const auto spec = child(pod, "spec");
        manifest.pod = pod_name(child(pod, "metadata"));
        manifest.containers = container_names(spec);
        manifest.host_paths = host_paths(spec);
    } catch (const YAML::Exception&) {
        return manifest;  // the kubelet cannot read it either, and says so
    }
    return manifest;
}

}  // namespace planekeeper::kubernetes
