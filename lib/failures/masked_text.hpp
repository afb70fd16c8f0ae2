#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

// Documents with one secret in them are rendered without it first; the secret is put in last, in one place, so that
// no copy of it stays behind in a YAML writer's buffers. Private to this room.

namespace planekeeper::kubernetes {

/// Stands where a secret is.
inline constexpr std::string_view mask = "<masked>";

/// The text with its only mask replaced by the secret's base64.
[[nodiscard]] Secret unmasked(std::string_view masked_text, const Secret& secret);

}  // namespace planekeeper::kubernetes
