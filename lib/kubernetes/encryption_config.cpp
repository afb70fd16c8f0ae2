#include <nlohmann/json.hpp>

#include "kubernetes/masked_text.hpp"
#include "kubernetes/render.hpp"
#include "kubernetes/yaml_writer.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

std::string_view provider_name(model::EncryptionProvider provider) {
    switch (provider) {
        case model::EncryptionProvider::aescbc: return "aescbc";
        case model::EncryptionProvider::secretbox: return "secretbox";
    }
    return "aescbc";
}

}  // namespace

std::string masked_encryption_config(model::EncryptionProvider provider, std::string_view key_name) {
    const ordered_json key{{"name", key_name}, {"secret", mask}};
    const ordered_json encrypting{{provider_name(provider), {{"keys", ordered_json::array({key})}}}};
    // Last, identity reads what was stored before encryption was declared.
    const ordered_json reading_plain{{"identity", ordered_json::object()}};
    const ordered_json rule{{"resources", ordered_json::array({"secrets"})},
                            {"providers", ordered_json::array({encrypting, reading_plain})}};
    return yaml_text({{"apiVersion", "apiserver.config.k8s.io/v1"},
                      {"kind", "EncryptionConfiguration"},
                      {"resources", ordered_json::array({rule})}});
}

Secret encryption_config(model::EncryptionProvider provider, std::string_view key_name, const Secret& key) {
    return unmasked(masked_encryption_config(provider, key_name), key);
}

}  // namespace planekeeper::kubernetes
