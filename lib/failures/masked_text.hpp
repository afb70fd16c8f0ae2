#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/secret.hpp"

// A document with secrets is rendered without them first. They are put in last, in one place, so that no copy of one stays
// behind in the buffers of a YAML writer.

namespace planekeeper::kubernetes {

/// The place of the secret in the rendered text.
inline constexpr std::string_view mask = "<masked>";

/// The text with the base64 of each secret in place of a mask, in their order. Precondition: as many secrets as masks.
[[nodiscard]] Secret unmasked(std::string_view masked_text,
                              std::span<const std::reference_wrapper<const Secret>> secrets);

}  // namespace planekeeper::kubernetes
