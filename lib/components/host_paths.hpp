#pragma once

#include <map>
#include <string>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"

namespace planekeeper::kubernetes {

/// What pods mount from the node.
class HostPaths {
public:
    void add(const model::HostPath& host_path);
    /// Each path once; read-only when everybody who mounts it reads only.
    [[nodiscard]] std::vector<model::HostPath> sorted() const;

private:
    std::map<std::string, bool> read_only_;
};

/// Of all managed static pods: the components' and the user's.
[[nodiscard]] std::vector<model::HostPath> managed_host_paths(const model::DesiredState& desired,
                                                              const model::PerComponent<LinkEnds>& ends = {});

}  // namespace planekeeper::kubernetes
