#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace planekeeper::model {

/// The content of a file of an item of key material. Sorted by name; custody writes them in this order.
enum class FileRole { certificate, document, key };

inline constexpr std::array all_file_roles{FileRole::certificate, FileRole::document, FileRole::key};

/// The name of the role in a file of custody.
[[nodiscard]] constexpr std::string_view to_string(FileRole role) noexcept {
    switch (role) {
        case FileRole::certificate: return "certificate";
        case FileRole::document: return "document";
        case FileRole::key: return "key";
    }
    return {};
}

[[nodiscard]] constexpr std::optional<FileRole> file_role_from(std::string_view name) noexcept {
    for (const auto role : all_file_roles) {
        if (to_string(role) == name) return role;
    }
    return std::nullopt;
}

}  // namespace planekeeper::model
