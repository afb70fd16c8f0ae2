#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/flag_rows.hpp"
#include "model/desired_state.hpp"

// Which files of the node a component reads. Private to this room.

namespace planekeeper::kubernetes {

/// A file that the component reads, and the flag that names it; without dashes, empty for one that it reads without a flag.
struct FlaggedFile {
    std::string flag;
    NamedFile file;
};

/// Of all flags, the user's flags and extra flags as well, in the order of the command line; then those that no flag names.
[[nodiscard]] std::vector<FlaggedFile> flagged_files(model::ComponentId id, const model::DesiredState& desired);

/// Every file that a flag names, the user's flags and extra flags as well, and those that the component reads without one;
/// each once, sorted by path.
[[nodiscard]] std::vector<NamedFile> named_files(model::ComponentId id, const model::DesiredState& desired);

/// "/a/b" of "/a/b/c", "/" of "/c".
[[nodiscard]] std::string directory_of(std::string_view path);

}  // namespace planekeeper::kubernetes
