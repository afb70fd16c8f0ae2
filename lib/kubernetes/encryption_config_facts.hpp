#pragma once

#include <string_view>

#include "model/encryption.hpp"

namespace planekeeper::kubernetes {

/// Reads an encryption config as the API server of a minor does (k8s.io/apiserver pkg/server/options/encryptionconfig and
/// pkg/apis/apiserver/validation/validation_encryption.go): apiserver.config.k8s.io/v1 EncryptionConfiguration and the
/// legacy v1 EncryptionConfig. In one respect it is stricter: two keys of one name in a provider are a problem, for the API
/// server only ever tries the first. No problem quotes a secret.
[[nodiscard]] model::EncryptionFacts encryption_config_facts(std::string_view text, int minor);

}  // namespace planekeeper::kubernetes
