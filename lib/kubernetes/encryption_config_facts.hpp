#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace planekeeper::kubernetes {

/// What can be told of an encryption config file without revealing it.
struct EncryptionConfigFacts {
    std::string provider;   ///< of the first entry of the first rule: "aescbc", "secretbox", "identity", …
    Digest keys;            ///< of all names and secrets, sorted; empty when there is no key in it
};

/// Understands both kinds: apiserver.config.k8s.io/v1 EncryptionConfiguration and the legacy v1 EncryptionConfig.
/// nullopt: not such a file, or not whole.
[[nodiscard]] std::optional<EncryptionConfigFacts> encryption_config_facts(std::string_view text);

}  // namespace planekeeper::kubernetes
