#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/flag_rows.hpp"
#include "model/desired_state.hpp"

// Which files of the node a component reads. Private to this room.

namespace planekeeper::kubernetes {

/// Every file that a flag names, the user's flags and extra flags as well, and those that the component reads without one;
/// each once, sorted by path.
[[nodiscard]] std::vector<NamedFile> named_files(model::ComponentId id, const model::DesiredState& desired);

/// "/a/b" of "/a/b/c", "/" of "/c".
[[nodiscard]] std::string directory_of(std::string_view path);

}  // namespace planekeeper::kubernetes
