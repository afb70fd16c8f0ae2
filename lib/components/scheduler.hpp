#pragma once

#include "components/component_row.hpp"

// What is special about kube-scheduler. Private to this room.

namespace planekeeper::kubernetes {

extern const ComponentRow scheduler_row;

}  // namespace planekeeper::kubernetes
