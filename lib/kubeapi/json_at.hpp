#pragma once

#include <nlohmann/json.hpp>
#include <string>

// Reads fields of the API's answers by JSON pointer. Private to this room.

namespace planekeeper::kubeapi {

/// Null where the document has no such field.
[[nodiscard]] inline const nlohmann::json& at(const nlohmann::json& document, const char* pointer) {
    static const nlohmann::json nothing;
    const nlohmann::json::json_pointer path(pointer);
    return document.contains(path) ? document[path] : nothing;
}

/// Empty when there is no such field or it is no string.
[[nodiscard]] inline std::string text_at(const nlohmann::json& document, const char* pointer) {
    const auto& value = at(document, pointer);
    return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace planekeeper::kubeapi
