#pragma once

#include "components/component_row.hpp"

// The parts that only kube-apiserver has. Private to this room.

namespace planekeeper::kubernetes {

extern const ComponentRow api_server_row;

[[nodiscard]] CommandLine api_server_command_line(const model::DesiredState& desired, const Cures& cures);

}  // namespace planekeeper::kubernetes
