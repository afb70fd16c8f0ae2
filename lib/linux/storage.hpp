#pragma once

#include <string>

#include "base/result.hpp"
#include "edges/file_system.hpp"

namespace planekeeper::linux_edges {

/// The file system of an existing path (statfs). An overlay counts as the file system of its upper directory, when that
/// is visible from here.
[[nodiscard]] Result<edges::Storage> storage_of(const std::string& real);

}  // namespace planekeeper::linux_edges
