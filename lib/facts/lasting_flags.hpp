#pragma once

#include <span>
#include <string>

#include "model/component.hpp"

namespace planekeeper::kubernetes {

/// A flag on which the store, tokens or clients depend: another value takes something away from its users.
struct LastingFlag {
    std::string name;
    std::string field;    ///< of the desired state; empty: only under flags
    std::string without;  ///< the server's own value where the flag is not given
    std::string harm;
};

[[nodiscard]] std::span<const LastingFlag> lasting_flags(model::ComponentId id);

/// The value in force, several joined by commas. `words`: a command's, with "--name=value" or "--name value".
[[nodiscard]] std::string value_of(std::span<const std::string> words, const LastingFlag& flag);

}  // namespace planekeeper::kubernetes
