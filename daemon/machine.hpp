#pragma once

#include <string>

namespace planekeeper {

/// Go's name of this machine's architecture: amd64, arm64.
[[nodiscard]] std::string go_architecture();

/// A moment that has certainly passed: the date of this release. A clock before it is wrong.
inline constexpr long long release_time = 1'795'478'400;  // 2026-11-24T00:00:00Z

}  // namespace planekeeper
