#pragma once

#include <string>
#include <vector>

namespace planekeeper::schemas {

/// Keys and list positions from the root of a document to a value in it.
using Path = std::vector<std::string>;

/// One thing that the reader of a document would refuse or silently drop.
struct Flaw {
    Path path;  ///< of the wrong value, or of the map that lacks a value
    std::string message;
    std::string hint = {};
    bool key = false;                     ///< the last key of the path is wrong, not its value
    std::vector<std::string> known = {};  ///< words that this key or value may have meant
    friend bool operator==(const Flaw&, const Flaw&) = default;
};

}  // namespace planekeeper::schemas
