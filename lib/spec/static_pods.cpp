#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "components/component_row.hpp"
#include "components/pod_name.hpp"
#include "spec/sections.hpp"

// The kubelet ends one of two static pods with the same name in the same namespace, which may be the API server
// (kubernetes/kubeadm#2823).

namespace planekeeper::spec {

namespace {

using model::DesiredState;

[[nodiscard]] std::string manifest_path(std::size_t index, std::string_view field) {
    return fmt::format("spec.manifests[{}].{}", index, field);
}

void check_file_names(const DesiredState& state, Findings& findings) {
    for (std::size_t index = 0; index < state.manifests.size(); ++index) {
        for (const auto& [id, component] : state.components) {
            if (state.manifests[index].file_name != component.manifest_file) continue;
            findings.add_at(manifest_path(index, "fileName"),
                            fmt::format("is the name of {}'s own manifest", to_string(id)), "rename it");
        }
    }
}

void check_pod_names(const DesiredState& state, Findings& findings) {
    for (std::size_t index = 0; index < state.manifests.size(); ++index) {
        const auto& name = state.manifests[index].pod;
        const auto first = std::ranges::find(state.manifests, name, &model::RawManifest::pod) - state.manifests.begin();
        const std::string path = manifest_path(index, "content");
        const auto own = std::ranges::find_if(
            state.components, [&](const auto& entry) { return to_string(kubernetes::pod_of(entry.first)) == name; });
        if (own != state.components.end()) {
            findings.add_at(path,
                            fmt::format("the pod {} is {}'s own ({}): the kubelet would end one of the two", name,
                                        kubernetes::spoken_name(own->first), own->second.manifest_file),
                            "give this pod another metadata.name");
        } else if (!name.empty() && std::cmp_not_equal(first, index)) {
            const std::string other = manifest_path(static_cast<std::size_t>(first), "content");
            findings.add_at(path,
                            fmt::format("the pod {} is also {} in line {}: the kubelet would end one of the two", name,
                                        other, findings.place(other).line),
                            "give one of them another metadata.name");
        }
    }
}

}  // namespace

void check_static_pods(const DesiredState& state, Findings& findings) {
    check_file_names(state, findings);
    check_pod_names(state, findings);
}

}  // namespace planekeeper::spec
