#pragma once

#include <string>

namespace planekeeper::kubeapi {

/// True when applying `applied_json` would change nothing about `live_json`, so that no write is sent:
/// - every field of the applied configuration is in the live object and equal. Maps may hold more (server defaults,
/// other
///   owners); lists have equal length and match element by element;
/// - a zero value (null, false, 0, "", empty list or map) equals an absent field, as the server leaves them out;
/// - the live object's managedFields do not name a field of ours that the configuration no longer has (apply removes
/// it). False when either text is not a JSON object. Quantities and durations are compared as they are written.
[[nodiscard]] bool owns_match(const std::string& applied_json, const std::string& live_json);

}  // namespace planekeeper::kubeapi
