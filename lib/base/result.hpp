#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace planekeeper {

/// The return type of every operation that can fail for reasons outside the program.
template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return std::unexpected<Error>(Error(kind, std::move(message)));
}

}  // namespace planekeeper
