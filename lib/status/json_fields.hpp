#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/resource.hpp"

// Shared by the .cpp files of this room that write and read records; not for other rooms.

namespace planekeeper::status {

/// Fields keep the order in which they are written: records are read by people too.
using Json = nlohmann::ordered_json;

inline constexpr std::string_view api_version = "planekeeper/v1alpha1";

/// {"apiVersion": …, "kind": kind}
[[nodiscard]] Json record(std::string_view kind);

/// One line of JSON. Bytes that are not UTF-8 (a log line) become U+FFFD instead of an exception.
[[nodiscard]] std::string dump(const Json& json);

/// RFC 3339, or null for a time that is not known.
[[nodiscard]] Json time_field(SystemTime time);

/// A record of this kind and of an API version that this program knows.
[[nodiscard]] Result<Json> parse_record(std::string_view text, std::string_view kind);

// Readers: a field that is missing or of another type reads as empty, so that older and newer programs understand each
// other.
[[nodiscard]] std::string text_at(const Json& json, std::string_view name);
[[nodiscard]] std::uint64_t number_at(const Json& json, std::string_view name);
[[nodiscard]] bool flag_at(const Json& json, std::string_view name);
[[nodiscard]] SystemTime time_at(const Json& json, std::string_view name);
/// The object or array of this name, or an empty one that lives as long as the program.
[[nodiscard]] const Json& child_at(const Json& json, std::string_view name);
[[nodiscard]] std::vector<std::string> texts_at(const Json& json, std::string_view name);

/// "kind" and "name" of a resource.
void put(Json& json, const model::ResourceId& id);
[[nodiscard]] model::ResourceId resource_id_at(const Json& json);

}  // namespace planekeeper::status
