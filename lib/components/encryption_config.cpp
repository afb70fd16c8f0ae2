#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "components/render.hpp"
#include "failures/masked_text.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

ordered_json encrypting_provider(const model::Encryption& encryption, const std::vector<std::string>& key_names) {
    const std::string provider{to_string(encryption.provider)};
    if (encryption.provider == model::EncryptionProvider::kms && encryption.kms) {
        const auto& plugin = *encryption.kms;
        return {{provider,
                 {{"apiVersion", "v2"},
                  {"name", plugin.name},
                  {"endpoint", plugin.endpoint},
                  {"timeout", plugin.timeout}}}};
    }
    auto keys = ordered_json::array();
    for (const auto& name : key_names) keys.push_back({{"name", name}, {"secret", mask}});
    return {{provider, {{"keys", std::move(keys)}}}};
}

}  // namespace

std::string_view to_string(model::EncryptionProvider provider) {
    switch (provider) {
        case model::EncryptionProvider::aescbc: return "aescbc";
        case model::EncryptionProvider::aesgcm: return "aesgcm";
        case model::EncryptionProvider::secretbox: return "secretbox";
        case model::EncryptionProvider::kms: return "kms";
    }
    return "aescbc";
}

std::string masked_encryption_config(const model::Encryption& encryption, const std::vector<std::string>& key_names) {
    const auto encrypting = encrypting_provider(encryption, key_names);
    // Last comes identity: it reads data stored before encryption was declared.
    const ordered_json reading_plain{{"identity", ordered_json::object()}};
    const ordered_json rule{{"resources", encryption.resources},
                            {"providers", ordered_json::array({encrypting, reading_plain})}};
    return text::yaml_text({{"apiVersion", "apiserver.config.k8s.io/v1"},
                            {"kind", "EncryptionConfiguration"},
                            {"resources", ordered_json::array({rule})}});
}

Secret encryption_config(const model::Encryption& encryption, std::span<const EncryptionKey> keys) {
    std::vector<std::string> names;
    std::vector<std::reference_wrapper<const Secret>> secrets;
    for (const auto& key : keys) {
        names.push_back(key.name);
        secrets.emplace_back(key.bytes);
    }
    auto masked = masked_encryption_config(encryption, names);
    if (encryption.provider == model::EncryptionProvider::kms) return Secret{std::move(masked)};
    return unmasked(masked, secrets);
}

}  // namespace planekeeper::kubernetes
