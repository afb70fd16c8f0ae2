#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

// Short answers of the socket besides status and plan.

namespace planekeeper::status {

/// {"apiVersion":…,"kind":"Error","reason":"Forbidden","message":…}. `reason` is one CamelCase word.
[[nodiscard]] std::string error_json(std::string_view reason, std::string_view message);

/// The message of an Error record; empty for any other text.
[[nodiscard]] std::string message_of_error_json(std::string_view text);

/// {"apiVersion":…,"kind":"ReconcileAccepted","passes":N}: the number of passes that had ended at the request. A pass
/// with a higher number has seen the node as it was at the request.
[[nodiscard]] std::string accepted_json(std::uint64_t passes);

/// Reads `passes` of a ReconcileAccepted record. Error: invalid.
[[nodiscard]] Result<std::uint64_t> accepted_from_json(std::string_view text);

}  // namespace planekeeper::status
