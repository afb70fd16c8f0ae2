#pragma once

#include <string>

// Shows a live object of the API to people, and compares it with the applied configuration.

namespace planekeeper::kubeapi {

/// The live object without the server's own fields (managedFields, resourceVersion, uid, times, status), so that
/// kubectl could apply it. Indented, keys sorted.
[[nodiscard]] std::string readable_object(const std::string& live_json);

/// As readable_object(), but only the fields that the applied configuration has. Given the applied configuration twice,
/// returns it in the same form.
[[nodiscard]] std::string readable_part(const std::string& applied_json, const std::string& live_json);

/// True when planekeeper applied the object earlier.
[[nodiscard]] bool was_applied(const std::string& live_json);
/// True when others have written the object or removed a field that planekeeper applies, or when nobody knows who did.
[[nodiscard]] bool was_edited(const std::string& applied_json, const std::string& live_json);

}  // namespace planekeeper::kubeapi
