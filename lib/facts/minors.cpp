#include "facts/minors.hpp"

#include <fmt/format.h>

namespace planekeeper::kubernetes {

std::string minor_name(int minor) { return fmt::format("v1.{}", minor); }

std::string to_string(const Minors& minors) {
    const auto first = minor_name(minors.first);
    if (minors.last == still) return fmt::format("from {} on", first);
    return minors.first == minors.last ? first : fmt::format("{} to {}", first, minor_name(minors.last));
}

}  // namespace planekeeper::kubernetes
