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

/// The access that spec.files declares, else planekeeper's own. A group that reads the file already keeps that right
/// (not for manifests). Error: spec.files names an account that this node does not have.
[[nodiscard]] std::expected<Access, UnknownAccount> access_of(const Draft& draft, const DesiredFile& file);

/// "0640"
[[nodiscard]] std::string octal(std::uint32_t mode);

/// Says for people who can read the file that was found, and could not read it after planekeeper has taken it over;
/// empty: nobody.
[[nodiscard]] std::string loses_readers(const Draft& draft, const DesiredFile& file);

}  // namespace planekeeper::plan
