#include "drivers/material_driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_file_system.hpp"
#include "pki/certificate.hpp"

namespace planekeeper::drivers::material_driver_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class MaterialDriverTest : public ::testing::Test {
protected:
    MaterialDriverTest() {
        desired.components[model::ComponentId::api_server];
        desired.node_name = "k8s-master";
        desired.version = {1, 20, 1};
        desired.address = "192.168.10.50";
        desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
        desired.admin_kubeconfig =
            model::AdminKubeconfig{"/etc/planekeeper/admin.kubeconfig", "https://192.168.10.50:6443"};
    }
    Result<void> mint(const std::string& name, bool replace = false) {
        for (const auto& item : kubernetes::material_items(desired)) {
            if (item.name == name) return driver.mint({name, item.profile, replace}, desired, now);
        }
        return fail(ErrorKind::bug, name);
    }
    /// Copies an item from custody to its published paths.
    void publish(const std::string& name) {
        for (const auto& item : kubernetes::material_items(desired)) {
            if (item.name != name) continue;
            for (const auto& file : item.files) {
                files.put(file.path, std::string{driver.bytes({name, file.role})->reveal()}, {.mode = file.mode});
            }
        }
    }

    model::DesiredState desired;
    Now now{.system = *from_rfc3339("2026-11-24T06:00:00Z")};
    fakes::FakeFileSystem files;
    MaterialDriver driver{files};
};

TEST_F(MaterialDriverTest, MintsIntoCustodyAndPublishesNothing) {
    for (const char* name : {"ca", "kubernetes", "service-account", "encryption-config", "admin-kubeconfig"}) {
        ASSERT_TRUE(mint(name)) << name;
        EXPECT_EQ(files.node(ledger::Custody::path(name)).metadata.mode, 0600U);
    }

    EXPECT_FALSE(files.exists("/var/lib/kubernetes"));
    auto seen = driver.observe(desired, now);
    EXPECT_TRUE(seen.at("ca").custody.certificate->is_authority);
    EXPECT_TRUE(seen.at("ca").custody.key_matches);
    const auto& leaf = seen.at("kubernetes").custody;
    EXPECT_TRUE(leaf.signed_by_authority);
    EXPECT_TRUE(leaf.key_matches);
    EXPECT_THAT(leaf.certificate->ip_addresses, Contains("192.168.10.50"));
    EXPECT_EQ(leaf.certificate->not_after, now.system + std::chrono::days{365});
    EXPECT_LT(leaf.certificate->not_before, now.system);
    EXPECT_EQ(seen.at("encryption-config").custody.encryption->readers.at("secrets").front().provider, "aescbc");
    EXPECT_TRUE(seen.at("admin-kubeconfig").custody.signed_by_authority);
}

TEST_F(MaterialDriverTest, NeverMintsOverWhatIsIrreplaceable) {
    for (const char* name : {"ca", "service-account", "encryption-config"}) {
        ASSERT_TRUE(mint(name)) << name;
        const auto bytes = files.content(ledger::Custody::path(name));

        const auto again = mint(name, true);

        ASSERT_FALSE(again) << name;
        EXPECT_EQ(again.error().kind(), ErrorKind::conflict);
        EXPECT_EQ(files.content(ledger::Custody::path(name)), bytes);
    }
}

TEST_F(MaterialDriverTest, ReissuesALeafWhenTold) {
    ASSERT_TRUE(mint("ca"));
    ASSERT_TRUE(mint("kubernetes"));
    const auto bytes = files.content(ledger::Custody::path("kubernetes"));
    EXPECT_FALSE(mint("kubernetes"));

    ASSERT_TRUE(mint("kubernetes", true));

    EXPECT_NE(files.content(ledger::Custody::path("kubernetes")), bytes);
}

TEST_F(MaterialDriverTest, WaitsForTheAuthority) {
    const auto minted = mint("kubernetes");

    ASSERT_FALSE(minted);
    EXPECT_EQ(minted.error().kind(), ErrorKind::transient);
}

TEST_F(MaterialDriverTest, AdoptsTheVeryBytes) {
    ASSERT_TRUE(mint("ca"));
    publish("ca");
    const auto key = files.content("/var/lib/kubernetes/ca-key.pem");
    files.erase(ledger::Custody::directory());
    MaterialDriver fresh{files};

    ASSERT_TRUE(fresh.adopt({"ca"}, desired));

    EXPECT_EQ(fresh.bytes({"ca", model::FileRole::key})->reveal(), key);
    EXPECT_FALSE(fresh.adopt({"ca"}, desired)) << "never over what is in custody";
    const auto seen = fresh.observe(desired, now).at("ca");
    EXPECT_EQ(seen.custody.key_identity, seen.published.key_identity);
}

TEST_F(MaterialDriverTest, TakesAnEncryptionConfigOverOnlyAsItWasJudged) {
    ASSERT_TRUE(mint("encryption-config"));
    publish("encryption-config");
    const std::string path = "/var/lib/kubernetes/encryption-config.yaml";
    const std::string edited = files.content(path) + "# mine\n";
    files.put(path, edited, {.mode = 0600});

    EXPECT_FALSE(driver.adopt({"encryption-config", Digest::of("what was there a moment ago")}, desired));
    EXPECT_NE(driver.bytes({"encryption-config", model::FileRole::document})->reveal(), edited);

    ASSERT_TRUE(driver.adopt({"encryption-config", Digest::of(edited)}, desired));
    EXPECT_EQ(driver.bytes({"encryption-config", model::FileRole::document})->reveal(), edited);
}

TEST_F(MaterialDriverTest, JudgesAnEncryptionConfigAnewForAnotherVersion) {
    ASSERT_TRUE(mint("encryption-config"));
    publish("encryption-config");
    const std::string path = "/var/lib/kubernetes/encryption-config.yaml";
    auto text = files.content(path);
    text.replace(text.find("- secrets"), 9, "- Secrets");
    files.put(path, text, {.mode = 0600});
    now.system += std::chrono::minutes{1};
    EXPECT_TRUE(driver.observe(desired, now).at("encryption-config").published.encryption->problems.empty());

    desired.version = {1, 30, 0};

    EXPECT_FALSE(driver.observe(desired, now).at("encryption-config").published.encryption->problems.empty());
}

TEST_F(MaterialDriverTest, ReadsTheFilesThatAKubeconfigNames) {
    ASSERT_TRUE(mint("ca"));
    ASSERT_TRUE(mint("kubernetes"));
    files.put("/etc/planekeeper/ca.crt", std::string{driver.bytes({"ca", model::FileRole::certificate})->reveal()});
    files.put("/etc/planekeeper/admin.crt",
              std::string{driver.bytes({"kubernetes", model::FileRole::certificate})->reveal()});
    files.put("/srv/admin.key", std::string{driver.bytes({"kubernetes", model::FileRole::key})->reveal()});
    files.put(
        "/etc/planekeeper/admin.kubeconfig",
        "{kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: "
        "c, "
        "cluster: {server: \"https://192.168.10.50:6443\", certificate-authority: ca.crt}}], users: [{name: u, user: "
        "{client-certificate: admin.crt, client-key: /srv/admin.key}}]}");
    now.system += std::chrono::minutes{1};

    const auto seen = driver.observe(desired, now).at("admin-kubeconfig").published;
    ASSERT_TRUE(seen.kubeconfig);
    EXPECT_EQ(seen.kubeconfig->problem, "");
    EXPECT_EQ(seen.kubeconfig->server, "https://192.168.10.50:6443");
    EXPECT_TRUE(seen.kubeconfig->trusts_authority);
    EXPECT_TRUE(seen.key_matches);

    files.put("/srv/admin.key", std::string{driver.bytes({"ca", model::FileRole::key})->reveal()});
    EXPECT_FALSE(driver.observe(desired, now).at("admin-kubeconfig").published.key_matches);
    files.erase("/srv/admin.key");
    EXPECT_THAT(driver.observe(desired, now).at("admin-kubeconfig").published.kubeconfig->problem,
                HasSubstr("/srv/admin.key, which cannot be read"));
}

TEST_F(MaterialDriverTest, DoesNotAdoptHalfAnItem) {
    ASSERT_TRUE(mint("ca"));
    publish("ca");
    files.erase(ledger::Custody::directory());
    files.erase("/var/lib/kubernetes/ca-key.pem");

    EXPECT_FALSE(driver.adopt({"ca"}, desired));

    EXPECT_FALSE(files.exists(ledger::Custody::path("ca")));
}

TEST_F(MaterialDriverTest, SeesAForeignKeyAndADamagedFile) {
    ASSERT_TRUE(mint("ca"));
    publish("ca");
    fakes::FakeFileSystem elsewhere;
    MaterialDriver other{elsewhere};
    ASSERT_TRUE(other.mint({"ca", kubernetes::material_items(desired).front().profile, false}, desired, now));
    files.put("/var/lib/kubernetes/ca-key.pem", std::string{other.bytes({"ca", model::FileRole::key})->reveal()});

    const auto foreign = driver.observe(desired, now).at("ca");
    EXPECT_NE(foreign.published.key_identity, foreign.custody.key_identity);
    EXPECT_FALSE(foreign.published.key_matches);

    files.put("/var/lib/kubernetes/ca-key.pem", "garbage");
    const auto damaged = driver.observe(desired, now).at("ca");
    EXPECT_THAT(damaged.published.files.at(model::FileRole::key).error, HasSubstr("not a private key"));
    EXPECT_EQ(damaged.published.key_identity, damaged.custody.key_identity) << "of the certificate that is left";
}

TEST_F(MaterialDriverTest, ABundleIsTrustedWholeAndSignsWithTheKeysOwnCertificate) {
    ASSERT_TRUE(mint("ca"));
    ASSERT_TRUE(mint("kubernetes"));
    publish("ca");
    publish("kubernetes");
    const auto own = files.content("/var/lib/kubernetes/ca.pem");
    fakes::FakeFileSystem elsewhere;
    MaterialDriver other{elsewhere};
    ASSERT_TRUE(other.mint({"ca", kubernetes::material_items(desired).front().profile, false}, desired, now));
    const std::string root{other.bytes({"ca", model::FileRole::certificate})->reveal()};
    for (const auto& bundle : {own + root, root + own}) {
        files.erase(ledger::Custody::directory());
        files.put("/var/lib/kubernetes/ca.pem", bundle);
        MaterialDriver fresh{files};
        const auto seen = fresh.observe(desired, now);
        EXPECT_TRUE(seen.at("ca").published.key_matches);
        EXPECT_EQ(seen.at("ca").published.files.at(model::FileRole::certificate).error, "");
        EXPECT_TRUE(seen.at("kubernetes").published.signed_by_authority);
        const auto& authorities = seen.at("ca").published.authorities;
        ASSERT_TRUE(authorities);
        EXPECT_EQ(authorities->current, seen.at("ca").published.certificate);
        EXPECT_EQ(authorities->next.size() + authorities->retired.size(), 1U);
        ASSERT_TRUE(fresh.adopt({"ca"}, desired));
        const auto items = kubernetes::material_items(desired);
        ASSERT_TRUE(fresh.mint({"kubernetes", items.at(1).profile, false}, desired, now));
        EXPECT_TRUE(fresh.observe(desired, now).at("kubernetes").custody.signed_by_authority);
    }
}

TEST_F(MaterialDriverTest, SeveralServiceAccountKeysVerifyAndTheSigningOneIsAmongThem) {
    ASSERT_TRUE(mint("ca"));
    ASSERT_TRUE(mint("service-account"));
    publish("service-account");
    const auto path = std::string{"/var/lib/kubernetes/service-account.pem"};
    const auto own = files.content(path);
    const auto older = pki::inspect_key(pki::generate_key(model::KeyAlgorithm::rsa_2048).value()).value().public_key;
    for (const auto& text : {own + older, older + own}) {
        files.put(path, text);
        const auto seen = driver.observe(desired, now).at("service-account");
        EXPECT_TRUE(seen.published.key_matches);
        EXPECT_EQ(seen.published.key_identity, seen.custody.key_identity);
    }
    files.put(path, older);
    EXPECT_FALSE(driver.observe(desired, now).at("service-account").published.key_matches);
}

TEST_F(MaterialDriverTest, SeesThatALeafIsOfAnotherAuthority) {
    ASSERT_TRUE(mint("ca"));
    ASSERT_TRUE(mint("kubernetes"));
    publish("kubernetes");
    files.erase(ledger::Custody::path("ca"));
    ASSERT_TRUE(mint("ca"));

    const auto seen = driver.observe(desired, now).at("kubernetes");

    EXPECT_FALSE(seen.custody.signed_by_authority);
    EXPECT_FALSE(seen.published.signed_by_authority);
}

TEST_F(MaterialDriverTest, ReportsDamagedCustodyWithoutItsBytes) {
    files.put(ledger::Custody::path("ca"), "planekeeper-custody 1\nkey 9999\nsecret", {.mode = 0600});

    const auto seen = driver.observe(desired, now).at("ca");

    EXPECT_THAT(seen.custody.error, HasSubstr("damaged"));
    EXPECT_THAT(seen.custody.error, ::testing::Not(HasSubstr("secret")));
    EXPECT_FALSE(seen.custody.all_present());
}

TEST_F(MaterialDriverTest, MakesItsOwnClientCertificateInMemoryOnly) {
    ASSERT_TRUE(mint("ca"));
    files.forget_effects();

    auto credentials = driver.client_credentials(desired, now);

    ASSERT_TRUE(credentials) << credentials.error().text();
    EXPECT_TRUE(files.effects().empty());
    EXPECT_EQ(credentials->not_after, now.system + std::chrono::hours{1});
    EXPECT_FALSE(credentials->is_stand_in);
    EXPECT_TRUE(pki::signed_by(credentials->certificate_pem, credentials->authority_pem).value());
    EXPECT_THAT(pki::inspect(credentials->certificate_pem)->organizations, Contains("system:masters"));
}

TEST_F(MaterialDriverTest, FollowsLinksOfAnExternalPkiAndWatchesThem) {
    for (const char* name : {"ca", "kubernetes", "service-account"}) {
        ASSERT_TRUE(mint(name)) << name;
        publish(name);
    }
    for (const auto& item : kubernetes::material_items(desired)) {
        if (item.name == "encryption-config" || item.name == "admin-kubeconfig") continue;
        for (const auto& file : item.files) {
            const auto base = file.path.substr(file.path.rfind('/') + 1);
            files.put("/var/lib/kubernetes/..1/" + base, files.content(file.path));
            files.erase(file.path);
            files.put_symlink(file.path, "..data/" + base);
        }
    }
    files.put_symlink("/var/lib/kubernetes/..data", "..1");
    EXPECT_FALSE(driver.observe(desired, now).at("kubernetes").published.all_present()) << "what we write is no link";
    desired.pki.mode = model::PkiMode::external;

    const auto seen = driver.observe(desired, now);

    EXPECT_TRUE(seen.at("kubernetes").published.all_present());
    EXPECT_TRUE(seen.at("kubernetes").published.signed_by_authority);
    EXPECT_THAT(driver.link_directories(), testing::IsSupersetOf({"/var/lib/kubernetes", "/var/lib/kubernetes/..1"}));
    EXPECT_TRUE(driver.client_credentials(desired, now));
}

}  // namespace
}  // namespace planekeeper::drivers::material_driver_test
