#pragma once

#include <string>

#include "base/result.hpp"
#include "edges/file_system.hpp"

namespace planekeeper::linux_edges {

/// The file system of something that exists (statfs). An overlay is what its upper directory is on, where that can be
/// seen from here.
[[nodiscard]] Result<edges::Storage> storage_of(const std::string& real);

}  // namespace planekeeper::linux_edges
