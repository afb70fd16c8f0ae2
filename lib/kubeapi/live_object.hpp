#pragma once

#include <string>

// An object of the API as people read it, beside what is applied to it.

namespace planekeeper::kubeapi {

/// Without what the server keeps for itself (managedFields, resourceVersion, uid, times, status): as kubectl would apply
/// it. Indented, keys sorted.
[[nodiscard]] std::string readable_object(const std::string& live_json);

/// Of the live object only the fields that the applied configuration has, in the same form. With the same object twice: the
/// applied configuration itself.
[[nodiscard]] std::string readable_part(const std::string& applied_json, const std::string& live_json);

/// True when planekeeper has applied it before.
[[nodiscard]] bool was_applied(const std::string& live_json);
/// Others than planekeeper have written to it, or taken away what it applies, or nobody knows who has.
[[nodiscard]] bool was_edited(const std::string& applied_json, const std::string& live_json);

}  // namespace planekeeper::kubeapi
