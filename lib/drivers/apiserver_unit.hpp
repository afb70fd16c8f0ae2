#pragma once

#include <optional>
#include <string>
#include <vector>

#include "edges/file_system.hpp"

namespace planekeeper::drivers {

struct ApiServerUnit {
    std::string name;                  ///< "kube-apiserver.service"
    std::vector<std::string> command;  ///< of its kube-apiserver, with the arguments; never empty
};

/// A unit of systemd with a process that is a kube-apiserver, whatever the unit's name. systemd keeps a control group for each
/// unit that runs (systemd.resource-control(5)); what cannot be read is passed over.
[[nodiscard]] std::optional<ApiServerUnit> apiserver_unit(const edges::FileSystem& files);

}  // namespace planekeeper::drivers
