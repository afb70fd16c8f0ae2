#pragma once

#include <string>

namespace planekeeper::kubeapi {

/// True when applying `applied_json` would change nothing about `live_json`, so that no write is needed:
/// - Every field of the applied configuration is in the live object and equal. Maps may hold more (server defaults,
/// other owners); lists have equal length and match element by element.
/// - A zero value (null, false, 0, "", empty list or map) equals a missing field, because the server leaves zero values
/// out.
/// - The live object's managedFields name no field of planekeeper that the configuration no longer has (apply removes
/// such a field).
/// False when either text is no JSON object. Quantities and durations are compared as text.
[[nodiscard]] bool owns_match(const std::string& applied_json, const std::string& live_json);

}  // namespace planekeeper::kubeapi
