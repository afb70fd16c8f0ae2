#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/flag_rows.hpp"
#include "model/desired_state.hpp"

// The files of the node that a component reads. Private to this room.

namespace planekeeper::kubernetes {

/// A file that the component reads, and the flag that names it (without dashes; empty: no flag names the file).
struct FlaggedFile {
    std::string flag;
    NamedFile file;
};

/// The files of all flags, user's flags and extra flags included, in command-line order; then the files that no flag names.
[[nodiscard]] std::vector<FlaggedFile> flagged_files(model::ComponentId id, const model::DesiredState& desired);

/// The paths of the files that a flag names, user's flags and extra flags included, and of the files that the component
/// reads without a flag. Each path once, sorted.
[[nodiscard]] std::vector<NamedFile> named_files(model::ComponentId id, const model::DesiredState& desired);

/// "/a/b" of "/a/b/c", "/" of "/c".
[[nodiscard]] std::string directory_of(std::string_view path);

}  // namespace planekeeper::kubernetes
