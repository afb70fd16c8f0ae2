#include "kubernetes/pod_name.hpp"

#include <yaml-cpp/yaml.h>

namespace planekeeper::kubernetes {

const PodName apiserver_pod{"kube-system", "kube-apiserver"};

std::string to_string(const PodName& pod) {
    return pod.name_space + "/" + pod.name;
}

std::optional<PodName> pod_name(const std::string& manifest) {
    try {
        const auto pod = YAML::Load(manifest);
        const auto metadata = pod.IsMap() ? pod["metadata"] : YAML::Node{};
        if (!metadata || !metadata.IsMap()) return std::nullopt;
        const auto text_of = [&](const char* key) {
            const auto field = metadata[key];
            return field && field.IsScalar() ? field.Scalar() : std::string{};
        };
        const auto name = text_of("name");
        const auto name_space = text_of("namespace");
        if (name.empty()) return std::nullopt;
        return PodName{name_space.empty() ? "default" : name_space, name};
    } catch (const YAML::Exception&) {
        return std::nullopt;
    }
}

std::vector<std::string> container_names(const std::string& manifest) {
    std::vector<std::string> names;
    try {
        const auto pod = YAML::Load(manifest);
        const auto spec = pod.IsMap() ? pod["spec"] : YAML::Node{};
        const auto containers = spec && spec.IsMap() ? spec["containers"] : YAML::Node{};
        if (!containers || !containers.IsSequence()) return names;
        for (const auto& container : containers) {
            if (container.IsMap() && container["name"] && container["name"].IsScalar()) names.push_back(container["name"].Scalar());
        }
    } catch (const YAML::Exception&) {
        names.clear();
    }
    return names;
}

}  // namespace planekeeper::kubernetes
