#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plan/draft.hpp"

namespace planekeeper::plan {

/// A file with known content, or a file of key material from custody.
struct DesiredFile {
    std::string path;
    model::FileContent content;
    Digest digest;
    std::uint32_t mode = 0600;  ///< unless spec.files says otherwise (file_access.hpp)
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool known_to_exist = false;  ///< it was there before: putting it right is a repair
    bool in_manifest_directory = false;
    std::string together;       ///< what it is written with (Change::together)
    std::string after_publish;  ///< why writing it restarts its component (a manifest); empty: it does not
    std::optional<model::ComponentId> restarts;
    model::ResourceKind kind = model::ResourceKind::file;
};

/// Compares one file and adds the change that it needs, and its status. True: it is as desired.
bool plan_file(Draft& draft, const DesiredFile& file);

/// Ensures that the directory of a file exists (parents included).
void plan_directory_of(Draft& draft, const std::string& path, std::uint32_t mode);

}  // namespace planekeeper::plan
