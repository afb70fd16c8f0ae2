#pragma once

#include <map>
#include <string>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"

namespace planekeeper::kubernetes {

/// The paths of the node that pods mount.
class HostPaths {
public:
    void add(const model::HostPath& host_path);
    /// Each path once; read-only when all its mounts are read-only.
    [[nodiscard]] std::vector<model::HostPath> sorted() const;

private:
    std::map<std::string, bool> read_only_;
};

/// The paths of all managed static pods: those of the components and of the user.
[[nodiscard]] std::vector<model::HostPath> managed_host_paths(const model::DesiredState& desired,
                                                              const model::PerComponent<LinkEnds>& ends = {});

}  // namespace planekeeper::kubernetes
