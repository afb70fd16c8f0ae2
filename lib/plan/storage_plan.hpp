#pragma once

#include <string>

#include "plan/draft.hpp"

// What the file systems below mean for what is kept on them. Private to this room.

namespace planekeeper::plan {

/// Why no key may be made for the first time, with what cures it; empty: it may.
[[nodiscard]] std::string storage_misgiving(const Draft& draft);

/// Warns of storage that forgets, and of storage on the network.
void show_storage(Draft& draft);

}  // namespace planekeeper::plan
