#pragma once

#include <string>
#include <vector>

namespace planekeeper {

/// Go's name of this machine's architecture: amd64, arm64.
[[nodiscard]] std::string go_architecture();

/// The proxy variables that curl heeds, as "name=value", of this process's environment.
[[nodiscard]] std::vector<std::string> proxy_environment();

/// A moment that has certainly passed: the date of this release. A clock before it is wrong.
inline constexpr long long release_time = 1'795'478'400;  // 2026-11-24T00:00:00Z

}  // namespace planekeeper
