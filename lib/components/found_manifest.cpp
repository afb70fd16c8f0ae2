#include "components/found_manifest.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>

#include "components/component_row.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

namespace {

std::vector<std::string> words_in(const YAML::Node& container, const char* key) {
    std::vector<std::string> words;
    const auto list = container[key];
    if (!list || !list.IsSequence()) return words;
    for (const auto& word : list) {
        if (word.IsScalar()) words.push_back(word.Scalar());
    }
    return words;
}

/// True when the container has the component's name, or a word of its command is the component's program, with or without
/// a path.
bool runs(std::string_view component, const YAML::Node& container, const std::vector<std::string>& words) {
    const auto is_it = [&](std::string_view program) { return program.substr(program.rfind('/') + 1) == component; };
    const auto name = container["name"];
    return (name && name.IsScalar() && is_it(name.Scalar())) || std::ranges::any_of(words, is_it);
}

std::optional<std::string> value_of_flag(const std::vector<std::string>& flags, const std::string& name) {
    const auto prefix = fmt::format("--{}=", name);
    std::optional<std::string> value;
    for (const auto& flag : flags) {
        if (flag.starts_with(prefix)) value = flag.substr(prefix.size());
    }
    return value;
}

/// "…/kube-apiserver:v1.20.1", perhaps with more text after the version.
std::optional<model::KubernetesVersion> version_of_tag(const std::string& image) {
    const auto name = image.substr(0, image.find('@'));
    const auto colon = name.rfind(':');
    if (colon == std::string::npos || name.find('/', colon) != std::string::npos) return std::nullopt;
    const auto tag = name.substr(colon + 1);
    return model::version_from(tag.substr(0, tag.find_first_of("-_+")));
}

FoundManifest facts_of(model::ComponentId id, const YAML::Node& container, std::vector<std::string> words) {
    FoundManifest found;
    found.port = row_of(id).default_port;
    const auto image = container["image"];
    if (image && image.IsScalar()) found.image = image.Scalar();
    found.version = version_of_tag(found.image);
    std::erase_if(words, [](const auto& word) { return !word.starts_with("--"); });
    found.flags = std::move(words);
    found.bind_address = value_of_flag(found.flags, "bind-address").value_or(found.bind_address);
    const auto port = value_of_flag(found.flags, "secure-port").value_or("");
    std::from_chars(port.data(), port.data() + port.size(), found.port);
    return found;
}

}  // namespace

std::optional<FoundManifest> found_manifest(model::ComponentId id, const std::string& text) {
    try {
        const auto pod = YAML::Load(text);
        const auto spec = pod.IsMap() ? pod["spec"] : YAML::Node{};
        const auto containers = spec && spec.IsMap() ? spec["containers"] : YAML::Node{};
        if (!containers || !containers.IsSequence()) return std::nullopt;
        for (const auto& container : containers) {
            if (!container.IsMap()) continue;
            auto words = words_in(container, "command");
            std::ranges::copy(words_in(container, "args"), std::back_inserter(words));
            if (!runs(to_string(id), container, words)) continue;
            auto found = facts_of(id, container, std::move(words));
            const auto annotations =
                pod["metadata"] && pod["metadata"].IsMap() ? pod["metadata"]["annotations"] : YAML::Node{};
            if (annotations && annotations.IsMap()) {
                const auto generation = annotations[std::string{generation_annotation}];
                if (generation && generation.IsScalar()) found.generation = generation.Scalar();
            }
            return found;
        }
    } catch (const YAML::Exception&) {
        return std::nullopt;  // the kubelet cannot read it either
    }
    return std::nullopt;
}

}  // namespace planekeeper::kubernetes
