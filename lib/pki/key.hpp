#pragma once

#include <optional>

#include "model/desired_state.hpp"
#include "pki/openssl.hpp"

namespace planekeeper::pki {

/// The algorithm of a key, private or public; nothing for any that planekeeper does not work with.
[[nodiscard]] std::optional<model::KeyAlgorithm> algorithm_of(const EVP_PKEY* key);

}  // namespace planekeeper::pki
