#pragma once

#include <string>

namespace planekeeper::kubernetes::test {

/// docs/versions.md, made only from the tables of the room.
[[nodiscard]] std::string versions_document();

}  // namespace planekeeper::kubernetes::test
