#pragma once

#include <span>

#include "spec/fields.hpp"

// The parts of the table, in its order.

namespace planekeeper::spec {

[[nodiscard]] std::span<const Field> trust_fields();
[[nodiscard]] std::span<const Field> apiserver_fields();
[[nodiscard]] std::span<const Field> scheduler_fields();
[[nodiscard]] std::span<const Field> node_fields();

}  // namespace planekeeper::spec
