#pragma once

#include <span>
#include <string_view>

#include "facts/minors.hpp"

// Which files kube-apiserver reads again when they change, and which only when it starts.

namespace planekeeper::kubernetes {

/// The file that a flag names.
struct ReloadFact {
    std::string_view flag;
    Minors reloaded;             ///< never: only when it starts
    std::string_view with = {};  ///< needs this flag to be true
    std::string_view how = {};
    std::string_view source = {};
};
[[nodiscard]] std::span<const ReloadFact> reload_facts();

}  // namespace planekeeper::kubernetes
