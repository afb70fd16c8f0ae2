#pragma once

#include "components/component_row.hpp"

// The parts that only kube-scheduler has. Private to this room.

namespace planekeeper::kubernetes {

extern const ComponentRow scheduler_row;

}  // namespace planekeeper::kubernetes
