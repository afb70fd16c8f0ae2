#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "plan/file_plan.hpp"

namespace planekeeper::plan {

/// Mode and owner that a file shall have.
struct Access {
    std::uint32_t mode = 0600;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool as_found = false;  ///< not declared: somebody gave it a group that reads it, and it is left that way
};

/// This node does not have the user or group that spec.files names.
struct UnknownAccount {
    std::string reason;
    std::string message;
};

/// What spec.files says of it, else what it was found with where a tighter mode would take it from a reader, else what
/// planekeeper gives by itself.
[[nodiscard]] std::expected<Access, UnknownAccount> access_of(const Draft& draft, const DesiredFile& file);

/// "0640"
[[nodiscard]] std::string octal(std::uint32_t mode);

/// Who would lose what is found at the path of a file by being taken over, for people; empty: nobody.
[[nodiscard]] std::string loses_readers(const Draft& draft, const DesiredFile& file);

}  // namespace planekeeper::plan
