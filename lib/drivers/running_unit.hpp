#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edges/file_system.hpp"

namespace planekeeper::drivers {

struct RunningUnit {
    std::string name;                  ///< "kube-apiserver.service"
    std::vector<std::string> command;  ///< the program and its arguments; never empty
};

/// A systemd unit with a process of this program ("kube-apiserver"), whatever the unit's name is. systemd keeps a
/// control group for each running unit (systemd.resource-control(5)). Unreadable entries are skipped.
[[nodiscard]] std::optional<RunningUnit> unit_of(const edges::FileSystem& files, std::string_view program);

}  // namespace planekeeper::drivers
