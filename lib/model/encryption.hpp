#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/digest.hpp"

namespace planekeeper::model {

/// One thing that can read what the API server has stored.
struct EncryptionReader {
    std::string provider;  ///< "aescbc", "aesgcm", "secretbox", "kms" or "identity"
    std::string name;      ///< of the key or of the KMS plugin; empty for identity
    Digest secret;         ///< of the key's bytes; empty for a KMS plugin and for identity
    friend auto operator<=>(const EncryptionReader&, const EncryptionReader&) = default;
};

/// What can be told of an encryption config without revealing it.
struct EncryptionFacts {
    bool readable = false;  ///< YAML of a kind that the API server takes for an encryption config
    /// By resource as it is written: what reads it, in the order in which it is tried; the first one writes. Only what the
    /// API server could use.
    std::map<std::string, std::vector<EncryptionReader>> readers;
    std::set<std::string> kms_endpoints;
    std::vector<std::string>
        problems;                    ///< why the API server would refuse it, each with its place; empty: it would not
    std::set<Digest> loose_secrets;  ///< of a text that is not readable: what looks like a key in it
    friend bool operator==(const EncryptionFacts&, const EncryptionFacts&) = default;
};

}  // namespace planekeeper::model
