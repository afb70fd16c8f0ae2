#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plan/draft.hpp"

namespace planekeeper::plan {

/// Mode and group that a file shall have. It belongs to root in any case.
struct Access {
    std::uint32_t mode = 0600;
    std::uint32_t gid = 0;
    bool as_found = false;   ///< not declared: somebody gave it a group that reads it, and it is left that way
};

/// What spec.files says of it, else what it was found with where a tighter mode would take it from a reader, else what
/// planekeeper gives by itself. nullopt: the declared group does not exist on this node.
[[nodiscard]] std::optional<Access> access_of(const Draft& draft, const DesiredFile& file);

/// "0640"
[[nodiscard]] std::string octal(std::uint32_t mode);

/// Who would lose what is found at a path by being taken over, for people; empty: nobody.
[[nodiscard]] std::string loses_readers(const Draft& draft, const std::string& path, std::uint32_t mode);

}  // namespace planekeeper::plan
