#include "drivers/material_facts.hpp"

#include "drivers/kubeconfig_facts.hpp"
#include "kubernetes/encryption_config_facts.hpp"
#include "pki/certificate.hpp"

namespace planekeeper::drivers {

using kubernetes::MaterialType;

namespace {

std::string text_of(const ledger::MaterialBytes& bytes, const std::string& role) {
    const auto it = bytes.find(role);
    return it == bytes.end() ? std::string{} : std::string{it->second.reveal()};
}

void describe_certificate(const std::string& pem, const std::string& authority_pem, model::MaterialFacts& facts) {
    auto certificate = pki::inspect(pem);
    if (!certificate) return;
    facts.certificate = std::move(*certificate);
    if (!authority_pem.empty()) facts.signed_by_authority = pki::signed_by(pem, authority_pem).value_or(false);
}

void describe_pair(const ledger::MaterialBytes& bytes,
                   const std::string& authority_pem, model::MaterialFacts& facts) {
    const auto certificate = text_of(bytes, "certificate");
    if (!certificate.empty()) describe_certificate(certificate, authority_pem, facts);
    const auto key = bytes.find("key");
    if (key != bytes.end()) {
        if (const auto algorithm = pki::inspect_key(key->second)) facts.key_algorithm = *algorithm;
        if (const auto identity = pki::public_key(key->second)) facts.key_identity = Digest::of(*identity);
    }
    // A certificate alone still says which key it belongs to.
    const auto carried = certificate.empty() ? Result<std::string>{fail(ErrorKind::not_found, "")}
                                             : pki::public_key_of(certificate);
    if (!carried) return;
    const auto carried_identity = Digest::of(*carried);
    facts.key_matches = facts.key_identity == carried_identity;
    if (facts.key_identity.empty()) facts.key_identity = carried_identity;
}

}  // namespace

void describe_material(const kubernetes::MaterialItem& item, const ledger::MaterialBytes& bytes,
                       const edges::FileSystem& files, const std::string& authority_pem, model::MaterialFacts& facts) {
    switch (item.type) {
        case MaterialType::authority:
        case MaterialType::leaf:
        case MaterialType::service_account: describe_pair(bytes, authority_pem, facts); return;
        case MaterialType::kubeconfig:
            if (bytes.contains("document")) {
                const auto& path = item.files.front().path;
                describe_kubeconfig(bytes.at("document").reveal(), path.substr(0, path.rfind('/')), files, authority_pem,
                                    facts);
            }
            return;
        case MaterialType::encryption_config:
            if (bytes.contains("document")) {
                facts.encryption = kubernetes::encryption_config_facts(bytes.at("document").reveal(), item.minor);
            }
            return;
    }
}

}  // namespace planekeeper::drivers
