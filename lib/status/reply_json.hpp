#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

// Short answers of the socket that are neither status nor plan.

namespace planekeeper::status {

/// {"apiVersion":…,"kind":"Error","reason":"Forbidden","message":…}. `reason` is one CamelCase word.
[[nodiscard]] std::string error_json(std::string_view reason, std::string_view message);

/// The message of an Error record; empty when the text is something else.
[[nodiscard]] std::string message_of_error_json(std::string_view text);

/// {"apiVersion":…,"kind":"ReconcileAccepted","passes":N}: passes that had ended when the request came. A pass with a
/// higher number saw everything that was there at the time of the request.
[[nodiscard]] std::string accepted_json(std::uint64_t passes);

/// `passes` of a ReconcileAccepted record. Error: invalid.
[[nodiscard]] Result<std::uint64_t> accepted_from_json(std::string_view text);

}  // namespace planekeeper::status
