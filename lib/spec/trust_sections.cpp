#include "spec/names.hpp"
#include "spec/network.hpp"
#include "spec/quantities.hpp"
#include "spec/sections.hpp"

// Who trusts whom: keys and certificates, etcd's, the administrator's kubeconfig, encryption at rest, the webhook.

namespace planekeeper::spec {

void read_pki(const Value& value, model::Pki& pki) {
    MapReader map(value);
    map.choose<model::PkiMode>("mode", pki.mode,
                               {{"managed", model::PkiMode::managed}, {"external", model::PkiMode::external}});
    map.read("directory", pki.directory, own_directory);
    map.choose<model::KeyAlgorithm>(
        "algorithm", pki.algorithm,
        {{"ECDSA-P256", model::KeyAlgorithm::ecdsa_p256}, {"RSA-2048", model::KeyAlgorithm::rsa_2048}});
    map.read_list("extraSANs", pki.extra_sans, subject_alternative_name);
    map.read("authorityValidity", pki.authority_validity, days);
    map.read("certificateValidity", pki.certificate_validity, days);
    map.read("renewBefore", pki.renew_before, days);
    map.finish();
}

void read_etcd(const Value& value, model::Etcd& etcd) {
    MapReader map(value);
    MapReader::store_list(map.required("servers", "[\"https://192.168.10.50:2379\"]"), etcd.servers, etcd_server);
    map.read("caFile", etcd.ca_file, file_in_own_directory);
    map.read("certFile", etcd.certificate_file, file_in_own_directory);
    map.read("keyFile", etcd.key_file, file_in_own_directory);
    map.finish();
}

void read_admin_kubeconfig(const Value& value, std::optional<model::AdminKubeconfig>& kubeconfig) {
    MapReader map(value);
    if (!map.present()) return;
    kubeconfig.emplace();
    map.read_required("file", "/etc/planekeeper/admin.kubeconfig", kubeconfig->file, written_file);
    map.read("server", kubeconfig->server, https_url);
    map.finish();
}

void read_encryption(const Value& value, std::optional<model::Encryption>& encryption) {
    encryption.emplace();
    MapReader map(value);
    std::optional<model::EncryptionProvider> provider = model::EncryptionProvider::aescbc;
    map.choose<std::optional<model::EncryptionProvider>>("provider", provider,
                                                         {{"aescbc", model::EncryptionProvider::aescbc},
                                                          {"secretbox", model::EncryptionProvider::secretbox},
                                                          {"none", std::nullopt}});
    const Value file = map.optional("file");
    MapReader::store(file, encryption->file, file_in_own_directory);
    if (!provider && file.present()) file.report("has no effect with provider: none", "delete the line");
    map.finish();
    if (provider) {
        encryption->provider = *provider;
    } else {
        encryption.reset();
    }
}

void read_authorization_webhook(const Value& value, std::optional<model::AuthorizationWebhook>& webhook) {
    MapReader map(value);
    if (!map.present()) return;
    webhook.emplace();
    map.read_required("server", "https://authorizer.example.org/authorize", webhook->server, https_url);
    map.read("configFile", webhook->config_file, file_in_own_directory);
    map.read("certificateAuthority", webhook->certificate_authority, file_in_own_directory);
    map.read("clientCertificate", webhook->client_certificate, file_in_own_directory);
    map.read("clientKey", webhook->client_key, file_in_own_directory);
    map.read("allowSelfReference", webhook->allow_self_reference);
    map.finish();
}

}  // namespace planekeeper::spec
