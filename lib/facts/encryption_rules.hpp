#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/minors.hpp"
#include "model/encryption.hpp"

// The rules of an encryption config, and their consequences. Sources: k8s.io/apiserver
// pkg/apis/apiserver/validation/validation_encryption.go and pkg/server/options/encryptionconfig.

namespace planekeeper::kubernetes {

[[nodiscard]] std::span<const std::string_view> provider_names();

/// True when the provider takes keys of this many bytes. False for kms and identity, which have none.
[[nodiscard]] bool fits_provider(std::string_view provider, std::size_t bytes);
/// "16, 24 or 32"
[[nodiscard]] std::string key_sizes_text(std::string_view provider);

/// `apiVersion: v2` of a KMS plugin (KEP-3299): alpha in v1.25 and v1.26 behind the gate KMSv2, on from v1.27, stable in
/// v1.29.
inline constexpr Minors kms_v2_minors{25, still};
inline constexpr Minors kms_v2_on_minors{27, still};
/// "*.apps", "*." (the core group) and "*.*" (KEP-3299, v1.27). Before that such an entry matches nothing.
inline constexpr Minors wildcard_minors{27, still};

/// The problems of one list of resources, with the index of the entry. Before v1.27 names are not checked.
[[nodiscard]] std::vector<std::pair<std::size_t, std::string>> resource_complaints(
    const std::vector<std::string>& names, int minor);

/// The keys and plugins that read a resource: those of its own entry, else of its group's, else of the entry for all.
[[nodiscard]] std::vector<model::EncryptionReader> readers_of(const model::EncryptionFacts& config,
                                                              const std::string& resource);

/// Keys and plugins that read a resource in `kept` and not in `found`: data stored with them would become
/// unreadable. "aescbc key \"key1\" for secrets", each once.
[[nodiscard]] std::vector<std::string> lost_readers(const model::EncryptionFacts& kept,
                                                    const model::EncryptionFacts& found);

/// The differences of `found` from `kept`, for people, without a secret. Empty: both mean the same.
[[nodiscard]] std::vector<std::string> encryption_differences(const model::EncryptionFacts& kept,
                                                              const model::EncryptionFacts& found);

}  // namespace planekeeper::kubernetes
