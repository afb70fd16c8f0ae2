#pragma once

#include <string>

namespace planekeeper::kubernetes::test {

/// docs/versions.md, from the tables of the room and nothing else.
[[nodiscard]] std::string versions_document();

}  // namespace planekeeper::kubernetes::test
