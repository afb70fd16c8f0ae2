#pragma once

#include <string>

#include "base/result.hpp"
#include "edges/file_system.hpp"

namespace planekeeper::linux_edges {

/// The file system of an existing path (statfs). An overlay forgets its files when its upper directory is in memory and
/// visible from here.
[[nodiscard]] Result<edges::Storage> storage_of(const std::string& real);

}  // namespace planekeeper::linux_edges
