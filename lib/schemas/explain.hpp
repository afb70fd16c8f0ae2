#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"

// What a library's "not permitted" means, in words that say what to do.

namespace planekeeper::schemas {

/// What a schema says of one value.
struct Described {
    std::string_view definition = {};        ///< its name; empty: it has none
    const nlohmann::json* schema = nullptr;  ///< nullptr: it may be anything
    const nlohmann::json* gone = nullptr;    ///< fields that other minors have
};

/// What is wrong with this value itself, not with what it holds.
[[nodiscard]] std::vector<Flaw> explain(const Described& described, const nlohmann::json& value, const Path& path,
                                        int minor);

/// A value for a message: quoted text, a number as it is, "a list", "a map".
[[nodiscard]] std::string shown(const nlohmann::json& value);

}  // namespace planekeeper::schemas
