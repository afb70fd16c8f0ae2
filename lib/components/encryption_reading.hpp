#pragma once

#include <string_view>

#include "model/desired_state.hpp"
#include "model/encryption.hpp"

namespace planekeeper::kubernetes {

/// The properties of an API server that decide how it reads an encryption config.
struct EncryptionConfigServer {
    int minor = 0;
    bool kms_v1 = true;  ///< the gate KMSv1 (KEP-3299): without it a plugin of v1 ends the server
    friend bool operator==(const EncryptionConfigServer&, const EncryptionConfigServer&) = default;
};

[[nodiscard]] EncryptionConfigServer encryption_config_server(const model::DesiredState& desired);

/// Reads an encryption config as the API server does (k8s.io/apiserver pkg/server/options/encryptionconfig and
/// pkg/apis/apiserver/validation/validation_encryption.go): apiserver.config.k8s.io/v1 EncryptionConfiguration and the
/// legacy v1 EncryptionConfig. One rule is stricter: two keys of one name in a provider are a problem, because the API
/// server only ever tries the first. No problem quotes a secret.
[[nodiscard]] model::EncryptionFacts encryption_config_facts(std::string_view text,
                                                             const EncryptionConfigServer& server);

}  // namespace planekeeper::kubernetes
