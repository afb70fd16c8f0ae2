#include <fmt/format.h>

#include "base/url.hpp"
#include "spec/names.hpp"
#include "spec/network.hpp"
#include "spec/quantities.hpp"
#include "spec/sections.hpp"

// Who trusts whom: keys and certificates, etcd's, the administrator's kubeconfig, encryption at rest, the webhook.

namespace planekeeper::spec {

namespace {

[[nodiscard]] Checked<std::string> kms_socket(const std::string& text) {
    auto endpoint = unix_endpoint(text);
    if (!endpoint) return endpoint;
    auto path = file_in_own_directory(std::string{unix_socket_path(*endpoint).value()});
    if (!path) return path;
    return endpoint;
}

[[nodiscard]] Checked<std::string> kms_name(const std::string& text) {
    if (text.contains(':'))
        return refuse(fmt::format("{} holds a colon", quoted(text)), "it ends the name in what is stored");
    return list_word(text);
}

void read_kms(const Value& value, std::optional<model::KmsPlugin>& kms) {
    MapReader map(value);
    if (!map.present()) return;
    kms.emplace();
    map.read("name", kms->name, kms_name);
    map.read("endpoint", kms->endpoint, kms_socket);
    map.read("timeout", kms->timeout);
    map.finish();
}

}  // namespace

void read_pki(const Value& value, model::Pki& pki) {
    MapReader map(value);
    map.choose<model::PkiMode>("mode", pki.mode,
                               {{"managed", model::PkiMode::managed}, {"external", model::PkiMode::external}});
    map.read("directory", pki.directory);
    map.choose<model::KeyAlgorithm>(
        "algorithm", pki.algorithm,
        {{"ECDSA-P256", model::KeyAlgorithm::ecdsa_p256}, {"RSA-2048", model::KeyAlgorithm::rsa_2048}});
    map.read_list("extraSANs", pki.extra_sans);
    map.read("authorityValidity", pki.authority_validity, days);
    map.read("certificateValidity", pki.certificate_validity, days);
    map.read("renewBefore", pki.renew_before, days);
    map.read("allowVolatileStorage", pki.allow_volatile_storage);
    map.finish();
}

void read_etcd(const Value& value, model::Etcd& etcd) {
    MapReader map(value);
    map.read_list("servers", etcd.servers);
    map.read("caFile", etcd.ca_file);
    map.read("certFile", etcd.certificate_file);
    map.read("keyFile", etcd.key_file);
    map.finish();
}

void read_admin_kubeconfig(const Value& value, std::optional<model::AdminKubeconfig>& kubeconfig) {
    MapReader map(value);
    if (!map.present()) return;
    kubeconfig.emplace();
    bool enabled = true;
    map.read("enabled", enabled);
    const Value file = map.at("file");
    const Value server = map.at("server");
    MapReader::store(file, kubeconfig->file);
    MapReader::store(server, kubeconfig->server);
    for (const auto* field : {&file, &server}) {
        if (!enabled && field->present()) field->report("has no effect with enabled: false", "delete it");
    }
    map.finish();
    if (!enabled) kubeconfig.reset();
}

void read_encryption(const Value& value, std::optional<model::Encryption>& encryption) {
    encryption.emplace();
    MapReader map(value);
    std::optional<model::EncryptionProvider> provider = model::EncryptionProvider::aescbc;
    map.choose<std::optional<model::EncryptionProvider>>("provider", provider,
                                                         {{"aescbc", model::EncryptionProvider::aescbc},
                                                          {"aesgcm", model::EncryptionProvider::aesgcm},
                                                          {"secretbox", model::EncryptionProvider::secretbox},
                                                          {"kms", model::EncryptionProvider::kms},
                                                          {"none", std::nullopt}});
    const Value file = map.at("file");
    const Value resources = map.at("resources");
    const Value kms = map.at("kms");
    MapReader::store(file, encryption->file);
    MapReader::store_list(resources, encryption->resources);
    read_kms(kms, encryption->kms);
    for (const auto* field : {&file, &resources, &kms}) {
        if (!provider && field->present()) field->report("has no effect with provider: none", "delete it");
    }
    if (provider == model::EncryptionProvider::kms && !kms.present()) {
        value.report("provider: kms needs its plugin",
                     "add kms: {name: my-plugin, endpoint: \"unix:///var/run/kms/socket.sock\"}");
    }
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
    map.read("server", webhook->server);
    map.read("configFile", webhook->config_file);
    map.read("certificateAuthority", webhook->certificate_authority);
    map.read("clientCertificate", webhook->client_certificate);
    map.read("clientKey", webhook->client_key);
    map.read("allowSelfReference", webhook->allow_self_reference);
    map.finish();
}

}  // namespace planekeeper::spec
