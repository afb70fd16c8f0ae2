#pragma once

#include <string>
#include <vector>

namespace planekeeper {

/// This machine's architecture in Go's names: amd64, arm64.
[[nodiscard]] std::string go_architecture();

/// The proxy variables of this process's environment that curl uses, as "name=value".
[[nodiscard]] std::vector<std::string> proxy_environment();

/// A moment that has certainly passed: the date of this release. A clock that shows an earlier time is wrong.
inline constexpr long long release_time = 1'795'478'400;  // 2026-11-24T00:00:00Z

}  // namespace planekeeper
