#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/file_flags.hpp"
#include "model/desired_state.hpp"

// Which files of the node kube-apiserver reads. Private to this room.

namespace planekeeper::kubernetes {

/// Every file that a flag names, the user's flags and extra flags as well, and those that the webhook's config names;
/// each once, sorted by path.
[[nodiscard]] std::vector<ApiServerFile> apiserver_files(const model::DesiredState& desired);

/// "/a/b" of "/a/b/c", "/" of "/c".
[[nodiscard]] std::string directory_of(std::string_view path);

}  // namespace planekeeper::kubernetes
