#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/digest.hpp"

namespace planekeeper::model {

/// A key, a KMS plugin or identity (plain text), with which the API server can read its stored objects.
struct EncryptionReader {
    std::string provider;  ///< "aescbc", "aesgcm", "secretbox", "kms" or "identity"
    std::string name;      ///< name of the key or of the KMS plugin; empty for identity
    Digest secret;         ///< digest of the key's bytes; empty for a KMS plugin and for identity
    friend auto operator<=>(const EncryptionReader&, const EncryptionReader&) = default;
};

/// Facts about an encryption config that reveal no key.
struct EncryptionFacts {
    bool readable = false;  ///< the text is YAML that the API server accepts as an encryption config
    /// Readers by resource name as it is written, in the order in which the API server tries them; the first reader
    /// also writes. Readers that the API server cannot use are left out.
    std::map<std::string, std::vector<EncryptionReader>> readers;
    std::set<std::string> kms_endpoints;
    std::vector<std::string> problems;  ///< why the API server would refuse the config; empty: it would not
    std::set<Digest> loose_secrets;     ///< possible keys in a text that is not readable
    friend bool operator==(const EncryptionFacts&, const EncryptionFacts&) = default;
};

}  // namespace planekeeper::model
