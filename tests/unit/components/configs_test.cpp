#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "base/digest.hpp"
#include "components/encryption_reading.hpp"
#include "components/render.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::configs_test {

namespace {

using model::EncryptionProvider;

const std::string key_bytes = "0123456789abcdef0123456789abcdef";

std::vector<EncryptionKey> one_key() {
    std::vector<EncryptionKey> keys;
    keys.emplace_back("key-1", Secret{key_bytes});
    return keys;
}

}  // namespace

TEST(EncryptionConfig, HoldsTheKeyInBase64AndThenIdentity) {
    const auto text = encryption_config(model::Encryption{}, one_key());
    const auto config = YAML::Load(std::string{text.reveal()});
    EXPECT_EQ(config["apiVersion"].as<std::string>(), "apiserver.config.k8s.io/v1");
    EXPECT_EQ(config["kind"].as<std::string>(), "EncryptionConfiguration");
    const auto rule = config["resources"][0];
    EXPECT_EQ(rule["resources"].as<std::vector<std::string>>(), std::vector<std::string>{"secrets"});
    const auto key = rule["providers"][0]["aescbc"]["keys"][0];
    EXPECT_EQ(key["name"].as<std::string>(), "key-1");
    EXPECT_EQ(key["secret"].as<std::string>(), base64(key_bytes));
    EXPECT_TRUE(rule["providers"][1]["identity"].IsMap());
    EXPECT_EQ(rule["providers"].size(), 2U);
}

TEST(EncryptionConfig, HoldsEveryKeyInItsOrderSoThatTheFirstOneWrites) {
    const std::string older_bytes(32, 'x');
    auto keys = one_key();
    keys.emplace_back("key-0", Secret{older_bytes});
    const auto text = encryption_config(model::Encryption{}, keys);
    const auto written = YAML::Load(std::string{text.reveal()})["resources"][0]["providers"][0]["aescbc"]["keys"];
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(written[0]["name"].as<std::string>(), "key-1");
    EXPECT_EQ(written[0]["secret"].as<std::string>(), base64(key_bytes));
    EXPECT_EQ(written[1]["name"].as<std::string>(), "key-0");
    EXPECT_EQ(written[1]["secret"].as<std::string>(), base64(older_bytes));

    const auto facts = encryption_config_facts(text.reveal(), {.minor = 20});
    const auto& readers = facts.readers.at("secrets");
    ASSERT_EQ(readers.size(), 3U);
    EXPECT_EQ(readers[0].name, "key-1");
    EXPECT_EQ(readers[1].name, "key-0");
    EXPECT_EQ(readers[2].provider, "identity");
    EXPECT_TRUE(facts.problems.empty());
}

TEST(EncryptionConfig, KnowsSecretbox) {
    const auto text = encryption_config(model::Encryption{.provider = EncryptionProvider::secretbox}, one_key());
    EXPECT_TRUE(YAML::Load(std::string{text.reveal()})["resources"][0]["providers"][0]["secretbox"]);
}

TEST(EncryptionConfig, ForPeopleTheKeyIsMaskedAndTheRestIsTheSame) {
    auto masked = masked_encryption_config(model::Encryption{}, {"key-1"});
    EXPECT_EQ(masked.find(base64(key_bytes)), std::string::npos);
    masked.replace(masked.find("<masked>"), 8, base64(key_bytes));
    EXPECT_EQ(masked, encryption_config(model::Encryption{}, one_key()).reveal());
}

TEST(EncryptionConfig, NamesTheDeclaredResourcesAndTheKmsPlugin) {
    const model::Encryption declared{.provider = EncryptionProvider::kms,
                                     .resources = {"secrets", "configmaps"},
                                     .kms = model::KmsPlugin{"vault", "unix:///var/run/kms/vault.sock"}};
    const auto text = encryption_config(declared, one_key());
    const auto rule = YAML::Load(std::string{text.reveal()})["resources"][0];
    EXPECT_EQ(rule["resources"].as<std::vector<std::string>>(), (std::vector<std::string>{"secrets", "configmaps"}));
    const auto kms = rule["providers"][0]["kms"];
    EXPECT_EQ(kms["apiVersion"].as<std::string>(), "v2");
    EXPECT_EQ(kms["name"].as<std::string>(), "vault");
    EXPECT_EQ(kms["endpoint"].as<std::string>(), "unix:///var/run/kms/vault.sock");
    EXPECT_EQ(kms["timeout"].as<std::string>(), "3s");
    EXPECT_FALSE(text.reveal().contains(base64(key_bytes))) << "a plugin takes no key";
}

TEST(KmsPlugin, HasTheDirectoryOfItsSocketMounted) {
    auto desired = minimal_state();
    desired.encryption = model::Encryption{.kms = model::KmsPlugin{"vault", "unix:///var/run/kms/vault.sock"}};
    const auto mounts = mounts_of(model::ComponentId::api_server, desired);
    const auto mount = std::ranges::find(mounts, "/var/run/kms", &Mount::mount_path);
    ASSERT_NE(mount, mounts.end());
    EXPECT_EQ(mount->host_path, "/var/run/kms");
    EXPECT_TRUE(mount->create) << "the plugin may come up later";

    desired.encryption->kms->endpoint = "unix:///var/lib/kubernetes/kms/vault.sock";
    EXPECT_EQ(mounts_of(model::ComponentId::api_server, desired).size(), mounts.size() - 1)
        << "it lies within a directory that is mounted anyway";
}

TEST(Kubeconfig, HoldsEverythingItNeeds) {
    const KubeconfigInputs inputs{"https://192.168.10.50:6443", "kubernetes-admin", "CA", "CERTIFICATE"};
    const auto text = kubeconfig(inputs, Secret{"KEY"});
    const auto config = YAML::Load(std::string{text.reveal()});
    const auto cluster = config["clusters"][0]["cluster"];
    EXPECT_EQ(cluster["server"].as<std::string>(), inputs.server);
    EXPECT_EQ(cluster["certificate-authority-data"].as<std::string>(), base64("CA"));
    const auto user = config["users"][0];
    EXPECT_EQ(user["user"]["client-certificate-data"].as<std::string>(), base64("CERTIFICATE"));
    EXPECT_EQ(user["user"]["client-key-data"].as<std::string>(), base64("KEY"));
    const auto context = config["contexts"][0];
    EXPECT_EQ(context["name"].as<std::string>(), config["current-context"].as<std::string>());
    EXPECT_EQ(context["context"]["user"].as<std::string>(), user["name"].as<std::string>());
    EXPECT_EQ(context["context"]["cluster"].as<std::string>(), config["clusters"][0]["name"].as<std::string>());
}

TEST(Kubeconfig, ForPeopleTheKeyIsMasked) {
    const KubeconfigInputs inputs{"https://192.168.10.50:6443", "kubernetes-admin", "CA", "CERTIFICATE"};
    EXPECT_THAT(masked_kubeconfig(inputs), testing::HasSubstr("client-key-data: \"<masked>\"\n"));
}

TEST(AuthorizationWebhookConfig, NamesServerAndFiles) {
    auto desired = minimal_state();
    desired.authorization_webhook = webhook_to("https://authz.example.org/authorize");
    const auto config = YAML::Load(authorization_webhook_config(desired));
    const auto cluster = config["clusters"][0]["cluster"];
    EXPECT_EQ(cluster["server"].as<std::string>(), "https://authz.example.org/authorize");
    EXPECT_EQ(cluster["certificate-authority"].as<std::string>(), "/var/lib/kubernetes/ca.pem");
    EXPECT_EQ(config["users"][0]["user"]["client-key"].as<std::string>(), "/var/lib/kubernetes/kubernetes-key.pem");
    EXPECT_EQ(config["current-context"].as<std::string>(), config["contexts"][0]["name"].as<std::string>());
}

class SelfReference : public testing::TestWithParam<std::pair<const char*, bool>> {};

TEST_P(SelfReference, IsSeenInEveryDisguise) {
    auto desired = minimal_state();
    desired.pki.extra_sans = {"api.example.org"};
    desired.authorization_webhook = webhook_to(GetParam().first);
    EXPECT_EQ(references_itself(desired), GetParam().second) << GetParam().first;
}

INSTANTIATE_TEST_SUITE_P(
    Urls, SelfReference,
    testing::Values(
        std::pair{"https://192.168.10.50:6443/authenticate", true}, std::pair{"https://K8S-Master.:6443/", true},
        std::pair{"https://localhost:6443", true}, std::pair{"https://127.0.0.1:6443/x", true},
        std::pair{"https://127.1.2.3:6443/x", true}, std::pair{"https://[::1]:6443/x", true},
        std::pair{"https://[0:0:0:0:0:0:0:1]:6443/x", true}, std::pair{"https://[::ffff:127.0.0.1]:6443/x", true},
        std::pair{"https://0.0.0.0:6443", true}, std::pair{"https://user@192.168.10.50:6443/x", true},
        std::pair{"https://api.example.org:6443/x", true}, std::pair{"https://kubernetes.default.svc/x", true},
        std::pair{"https://10.32.0.1/x", true}, std::pair{"https://192.168.10.50:8443/authorize", false},
        std::pair{"https://192.168.10.51:6443/authorize", false}, std::pair{"https://127.example.org:6443/x", false},
        std::pair{"https://[::ffff:192.168.10.50]:6443/x", true},
        std::pair{"https://authz.example.org/authorize", false}, std::pair{"https://192.168.10.50/authorize", false},
        std::pair{"no url", false}, std::pair{"", false}, std::pair{"https://[", false}));

TEST(SelfReferenceWithoutWebhook, IsNone) { EXPECT_FALSE(references_itself(minimal_state())); }

TEST(AuditPolicy, LogsWritesWithoutTheirContentAndNoReads) {
    const auto policy = YAML::Load(audit_policy(minimal_state()));
    EXPECT_EQ(policy["apiVersion"].as<std::string>(), "audit.k8s.io/v1");
    EXPECT_EQ(policy["kind"].as<std::string>(), "Policy");
    std::set<std::string> levels;
    for (const auto& rule : policy["rules"]) levels.insert(rule["level"].as<std::string>());
    EXPECT_EQ(levels, (std::set<std::string>{"None", "Metadata"}));
    const auto last = policy["rules"][policy["rules"].size() - 1];
    EXPECT_EQ(last.size(), 1U);
    EXPECT_EQ(last["level"].as<std::string>(), "Metadata");
}

TEST(AuditPolicy, OfTheUserStaysAsItIsWritten) {
    auto desired = minimal_state();
    desired.apiserver.audit.policy = "# mine\nkind: Policy";
    EXPECT_EQ(audit_policy(desired), "# mine\nkind: Policy\n");
}

}  // namespace planekeeper::kubernetes::test::configs_test
