#include "drivers/material_facts.hpp"

#include <algorithm>
#include <optional>

#include "components/encryption_reading.hpp"
#include "drivers/kubeconfig_facts.hpp"
#include "pki/certificate.hpp"

namespace planekeeper::drivers {

using kubernetes::MaterialType;
using model::FileRole;

namespace {

std::string text_of(const ledger::MaterialBytes& bytes, FileRole role) {
    const auto it = bytes.find(role);
    return it == bytes.end() ? std::string{} : std::string{it->second.reveal()};
}

void describe_certificate(const std::string& pem, const std::string& authority_pem, model::MaterialFacts& facts) {
    auto certificate = pki::inspect(pem);
    if (!certificate) return;
    facts.certificate = std::move(*certificate);
    if (authority_pem.empty()) return;
    facts.signer = pki::signer_of(pem, authority_pem).value_or(std::nullopt);
    facts.signed_by_authority = facts.signer.has_value();
}

/// Notes why the file of this role cannot be used.
template <class T>
bool readable(const Result<T>& result, FileRole role, model::MaterialFacts& facts) {
    if (!result) facts.files[role].error = result.error().text();
    return result.has_value();
}

/// The signing key and the verifying keys of tokens: the signing key must be one of the latter.
void describe_service_account(const std::string& certificate, model::MaterialFacts& facts) {
    const auto keys = pki::public_keys_of(certificate);
    if (!readable(keys, FileRole::certificate, facts)) return;
    facts.key_matches =
        std::ranges::any_of(*keys, [&facts](const std::string& key) { return Digest::of(key) == facts.key_identity; });
    if (facts.key_identity.empty() && keys->size() == 1) facts.key_identity = Digest::of(keys->front());
}

void describe_authority(const std::string& certificate, const std::string* public_key, model::MaterialFacts& facts) {
    auto bundle = pki::inspect_authority(certificate, public_key);
    if (!readable(bundle, FileRole::certificate, facts)) return;
    facts.certificate = bundle->current;
    facts.key_matches = bundle->key_matches;
    facts.authorities = std::move(*bundle);
    // A certificate alone still identifies its key.
    if (!facts.key_identity.empty() || facts.authorities->certificates != 1) return;
    if (const auto carried = pki::public_key_of(certificate)) facts.key_identity = Digest::of(*carried);
}

void describe_leaf(const std::string& certificate, const std::string* public_key, const std::string& authority_pem,
                   model::MaterialFacts& facts) {
    if (!readable(pki::inspect(certificate), FileRole::certificate, facts)) return;
    describe_certificate(certificate, authority_pem, facts);
    if (public_key != nullptr) {
        facts.key_matches = pki::carries(certificate, *public_key).value_or(false);
    } else if (const auto carried = pki::public_key_of(certificate)) {
        facts.key_identity = Digest::of(*carried);
    }
}

void describe_pair(MaterialType type, const ledger::MaterialBytes& bytes, const std::string& authority_pem,
                   model::MaterialFacts& facts) {
    std::optional<std::string> public_key;
    if (const auto found = bytes.find(FileRole::key); found != bytes.end()) {
        auto key = pki::inspect_key(found->second);
        if (readable(key, FileRole::key, facts)) public_key = std::move(key->public_key);
    }
    if (public_key) facts.key_identity = Digest::of(*public_key);
    const std::string* key = public_key ? &*public_key : nullptr;
    if (!bytes.contains(FileRole::certificate)) return;
    const auto certificate = text_of(bytes, FileRole::certificate);
    if (type == MaterialType::authority) return describe_authority(certificate, key, facts);
    if (type == MaterialType::service_account) return describe_service_account(certificate, facts);
    describe_leaf(certificate, key, authority_pem, facts);
}

}  // namespace

void describe_material(const kubernetes::MaterialItem& item, const ledger::MaterialBytes& bytes,
                       const edges::FileSystem& files, const std::string& authority_pem, model::MaterialFacts& facts) {
    switch (item.type) {
        case MaterialType::authority:
        case MaterialType::leaf:
        case MaterialType::service_account: describe_pair(item.type, bytes, authority_pem, facts); return;
        case MaterialType::kubeconfig:
            if (bytes.contains(FileRole::document)) {
                const auto& path = item.files.front().path;
                describe_kubeconfig(bytes.at(FileRole::document).reveal(), path.substr(0, path.rfind('/')), files,
                                    authority_pem, facts);
            }
            return;
        case MaterialType::encryption_config:
            if (bytes.contains(FileRole::document)) {
                facts.encryption =
                    kubernetes::encryption_config_facts(bytes.at(FileRole::document).reveal(), item.server);
            }
            return;
    }
}

}  // namespace planekeeper::drivers
