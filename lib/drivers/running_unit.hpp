#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edges/file_system.hpp"

namespace planekeeper::drivers {

struct RunningUnit {
    std::string name;                  ///< "kube-apiserver.service"
    std::vector<std::string> command;  ///< of its program, with the arguments; never empty
};

/// A unit of systemd with a process of this program ("kube-apiserver"), whatever the unit's name. systemd keeps a control group for each
/// unit that runs (systemd.resource-control(5)); what cannot be read is passed over.
[[nodiscard]] std::optional<RunningUnit> unit_of(const edges::FileSystem& files, std::string_view program);

}  // namespace planekeeper::drivers
