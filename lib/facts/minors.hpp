#pragma once

#include <string>

namespace planekeeper::kubernetes {

/// The oldest and newest minor of Kubernetes 1 that planekeeper renders for.
inline constexpr int oldest_minor = 20;
inline constexpr int newest_minor = 37;

/// The last minor of a range that has no end yet.
inline constexpr int still = 1'000;

/// A run of minors, both ends included. A range that began before the oldest supported minor begins with that minor.
struct Minors {
    int first = oldest_minor;
    int last = still;
    [[nodiscard]] constexpr bool contains(int minor) const { return first <= minor && minor <= last; }
    friend bool operator==(const Minors&, const Minors&) = default;
};

inline constexpr Minors never{still, still};

/// "v1.25"
[[nodiscard]] std::string minor_name(int minor);

/// "v1.20", "v1.20 to v1.23", "from v1.30 on"
[[nodiscard]] std::string to_string(const Minors& minors);

}  // namespace planekeeper::kubernetes
