#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/secret.hpp"

// A document with secrets is first rendered without them. The secrets are inserted last, in one place, so that no copy stays
// in the buffers of a YAML writer.

namespace planekeeper::kubernetes {

/// The place of the secret in the rendered text.
inline constexpr std::string_view mask = "<masked>";

/// Replaces each mask by the base64 of the next secret. Precondition: as many secrets as masks.
[[nodiscard]] Secret unmasked(std::string_view masked_text,
                              std::span<const std::reference_wrapper<const Secret>> secrets);

}  // namespace planekeeper::kubernetes
