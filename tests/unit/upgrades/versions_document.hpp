#pragma once

#include <string>

namespace planekeeper::kubernetes::test {

/// docs/versions.md, made only from the tables in lib/facts and the notes in lib/upgrades.
[[nodiscard]] std::string versions_document();

}  // namespace planekeeper::kubernetes::test
