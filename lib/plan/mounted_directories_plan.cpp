#include <algorithm>

#include "plan/steps.hpp"

// Another directory in the place of one that a component's pod mounts (a link that was swapped, a backup that was
// renamed into place): the container would go on with the old one.

namespace planekeeper::plan {

std::uint32_t swaps_of_mounted_directories(ComponentDraft& component) {
    const auto& containers = component.observed.containers;
    auto& mounted = component.rollout.mounted;
    if (containers.empty() || containers.front().state != model::ContainerState::running) return mounted.swaps;
    if (mounted.container != containers.front().id) {
        mounted.container = containers.front().id;
        mounted.identities.clear();
    }
    bool is_swapped = false;
    for (const auto& [path, identity] : component.observed.mounted_directories) {
        if (identity.empty()) continue;
        const auto [known, is_new] = mounted.identities.try_emplace(path, identity);
        if (is_new || known->second == identity) continue;
        known->second = identity;
        is_swapped = true;
    }
    if (is_swapped) ++mounted.swaps;
    return mounted.swaps;
}

}  // namespace planekeeper::plan
