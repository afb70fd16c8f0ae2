#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"

// Explains a library's "not permitted" in words that say what to do.

namespace planekeeper::schemas {

/// The schema of one value.
struct Described {
    std::string_view definition = {};        ///< name of the schema; empty: it has none
    const nlohmann::json* schema = nullptr;  ///< nullptr: it may be anything
    const nlohmann::json* gone = nullptr;    ///< fields that other minors have
};

/// Flaws of this value itself, without those of its content.
[[nodiscard]] std::vector<Flaw> explain(const Described& described, const nlohmann::json& value, const Path& path,
                                        int minor);

/// A value for a message: quoted text, a number as it is, "a list", "a map".
[[nodiscard]] std::string shown(const nlohmann::json& value);

}  // namespace planekeeper::schemas
