#include "components/host_paths.hpp"

#include "components/component_row.hpp"

namespace planekeeper::kubernetes {

void HostPaths::add(const model::HostPath& host_path) {
    const auto [known, inserted] = read_only_.try_emplace(host_path.path, host_path.read_only);
    if (!inserted) known->second = known->second && host_path.read_only;
}

std::vector<model::HostPath> HostPaths::sorted() const {
    std::vector<model::HostPath> sorted;
    for (const auto& [path, read_only] : read_only_) sorted.push_back({path, read_only});
    return sorted;
}

std::vector<model::HostPath> managed_host_paths(const model::DesiredState& desired,
                                                const model::PerComponent<LinkEnds>& ends) {
    HostPaths paths;
    for (const auto* row : declared_rows(desired)) {
        for (const auto& mount : mounts_of(row->id, desired, ends[row->id]))
            paths.add({.path = mount.host_path, .read_only = mount.read_only});
    }
    for (const auto& manifest : desired.manifests) {
        for (const auto& host_path : manifest.host_paths) paths.add(host_path);
    }
    return paths.sorted();
}

}  // namespace planekeeper::kubernetes
