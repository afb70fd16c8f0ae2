#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::key_material_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string ca = "KeyMaterial/ca";
const std::string server = "KeyMaterial/kubernetes";

TEST(KeyMaterial, OfABlankNodeIsMadeAuthorityFirst) {
    World world;

    const auto plan = world.plan();

    const auto* mint = change_of(plan, ResourceKind::key_material, "ca");
    ASSERT_NE(mint, nullptr);
    const auto& action = model::get_action<model::MintMaterial>(mint->action);
    EXPECT_FALSE(action.replace);
    EXPECT_EQ(mint->shown.verb, model::Verb::create);
    EXPECT_FALSE(mint->repair);
    EXPECT_EQ(waits_for(plan, server), "known after KeyMaterial/ca");
    EXPECT_EQ(waits_for(plan, "KeyMaterial/service-account"), "known after KeyMaterial/ca");
    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "kubernetes"), nullptr);
    EXPECT_NE(change_of(plan, ResourceKind::key_material, "encryption-config"), nullptr) << "it needs no authority";
    EXPECT_FALSE(plan.converged);
}

TEST(KeyMaterial, IsRecordedAsLivedWithOnceItIsInCustody) {
    World world;
    world.keep("ca");

    const auto plan = world.plan();

    EXPECT_THAT(plan.ledger.materials, Contains("ca"));
    EXPECT_THAT(plan.ledger.materials, Not(Contains("kubernetes")));
}

TEST(KeyMaterial, IsPublishedKeyBeforeCertificate) {
    World world;
    world.keep("ca");

    const auto plan = world.plan();

    const auto lines = shown(plan);
    const auto key = std::ranges::find(lines, "create File//var/lib/kubernetes/ca-key.pem");
    const auto certificate = std::ranges::find(lines, "create File//var/lib/kubernetes/ca.pem");
    ASSERT_NE(key, lines.end()) << ::testing::PrintToString(lines);
    ASSERT_NE(certificate, lines.end());
    EXPECT_LT(key, certificate);
    const auto* write = change_of(plan, ResourceKind::file, "/var/lib/kubernetes/ca-key.pem");
    EXPECT_EQ(model::get_action<model::WriteFile>(write->action).mode, 0600U);
    EXPECT_EQ(write->shown.after, std::nullopt) << "a secret has no text to show";
}

TEST(KeyMaterial, ThatExistsAndFitsIsAdoptedAsItIs) {
    World world;
    for (const char* name : {"ca", "kubernetes", "service-account", "encryption-config"}) world.publish(name);

    const auto plan = world.plan();

    EXPECT_THAT(shown(plan),
                AllOf(Contains("adopt KeyMaterial/ca"), Contains("adopt KeyMaterial/kubernetes"),
                      Contains("adopt KeyMaterial/service-account"), Contains("adopt KeyMaterial/encryption-config")));
    world.follow(plan);
    for (const auto& line : shown(world.plan())) EXPECT_THAT(line, Not(HasSubstr("/var/lib/kubernetes/"))) << line;
}

TEST(KeyMaterial, OfSeveralAuthoritiesIsAdoptedWholeAndSaysWhichIsWhich) {
    World world;
    world.publish("ca");
    auto& published = world.observed.materials["ca"].published;
    model::CertificateFacts old{.common_name = "old-ca", .not_after = world.now.system};
    model::CertificateFacts coming{.common_name = "new-ca", .not_after = world.now.system + 24h};
    published.authorities =
        model::AuthorityBundle{.current = *published.certificate, .next = {coming}, .retired = {old}};
    const auto plan = world.plan();
    const auto* change = change_of(plan, ResourceKind::key_material, "ca");
    ASSERT_NE(change, nullptr);
    EXPECT_THAT(change->shown.summary,
                HasSubstr("as they are; also trusted: new-ca until 2026-11-25T06:00:00Z (newer), "
                          "old-ca until 2026-11-24T06:00:00Z (older)"));
}

TEST(KeyMaterial, ThatExistsAndDoesNotFitIsRefusedWithEveryReason) {
    World world;
    world.publish("ca");
    auto& published = world.observed.materials["ca"].published;
    published.key_matches = false;
    published.certificate->is_authority = false;
    published.certificate->not_after = world.now.system - 1h;

    const auto plan = world.plan();

    const auto status = status_of(plan, ca);
    EXPECT_EQ(status.reason, "AdoptionRefused");
    EXPECT_EQ(status.state, model::State::failed);
    EXPECT_THAT(status.message, AllOf(HasSubstr("the key does not belong to the certificate"), HasSubstr("CA:TRUE"),
                                      HasSubstr("expired at 2026-11-24T05:00:00Z")));
    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "ca"), nullptr);
    EXPECT_EQ(change_of(plan, ResourceKind::file, "/var/lib/kubernetes/ca.pem"), nullptr);
}

TEST(FoundLeaf, ThatLacksNamesIsReissuedWithItsOwnAndTheOldPairIsKept) {
    World world;
    for (const auto& item : kubernetes::material_items(world.desired)) world.publish(item.name);
    auto& certificate = *world.observed.materials["kubernetes"].published.certificate;
    certificate.dns_names = {"kubernetes.default", "old.example.com"};
    certificate.ip_addresses = {"10.240.0.10"};
    world.observed.materials["ca"].custody = world.observed.materials["ca"].published;

    const auto plan = world.plan();

    const auto* change = change_of(plan, ResourceKind::key_material, "kubernetes");
    ASSERT_NE(change, nullptr);
    EXPECT_EQ(change->shown.verb, model::Verb::reissue);
    EXPECT_THAT(change->shown.summary,
                AllOf(HasSubstr("names are missing"), HasSubstr("/var/lib/planekeeper/replaced")));
    EXPECT_THAT(model::get_action<model::MintMaterial>(change->action).profile.names_in_use,
                ::testing::IsSupersetOf({"kubernetes.default", "old.example.com", "10.240.0.10"}));
    ASSERT_TRUE(world.converge());
    const std::string leaf = "/var/lib/kubernetes/kubernetes.pem";
    EXPECT_TRUE(world.ledger.paths.at(leaf).copies.front().found);
    EXPECT_THAT(status_of(world.plan(), "File/" + leaf).message,
                HasSubstr("what was here before planekeeper is kept as"));
}

TEST(FoundLeaf, ThatLacksNamesIsRefusedWhereNobodyHereCanSignAnother) {
    World world;
    for (const auto& item : kubernetes::material_items(world.desired)) world.publish(item.name);
    world.observed.materials["ca"].published.files[model::FileRole::key] = {};
    world.observed.materials["kubernetes"].published.certificate->dns_names.clear();
    EXPECT_EQ(status_of(world.plan(), "KeyMaterial/kubernetes").reason, "AdoptionRefused");

    world.publish("ca");
    world.observed.materials["kubernetes"].published.signed_by_authority = false;
    EXPECT_EQ(status_of(world.plan(), "KeyMaterial/kubernetes").reason, "AdoptionRefused") << "another cluster's";
}

TEST(KeyMaterial, WhoseCustodyIsLostIsAdoptedAgainWhereItFits) {
    auto world = converged_world();
    for (auto& [name, material] : world.observed.materials) material.custody = {};

    EXPECT_THAT(shown(world.plan()), AllOf(Contains("adopt KeyMaterial/ca"), Contains("adopt KeyMaterial/kubernetes")));
    ASSERT_TRUE(world.converge());
    EXPECT_TRUE(world.observed.copies.empty());

    world.observed.materials["kubernetes"].custody = {};
    world.observed.materials["kubernetes"].published.signed_by_authority = false;
    EXPECT_THAT(shown(world.plan()), Contains("reissue KeyMaterial/kubernetes")) << "it does not fit";
}

TEST(KeyMaterial, OfWhichHalfExistsIsRefusedAndTheOtherHalfNotMade) {
    World world;
    world.publish("ca");
    world.observed.materials["ca"].published.files[model::FileRole::key] = {};

    const auto plan = world.plan();

    EXPECT_THAT(status_of(plan, ca).message, HasSubstr("/var/lib/kubernetes/ca-key.pem is missing"));
    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "ca"), nullptr);
}

TEST(KeyMaterial, OfWhichHalfExistsIsRefusedWithTheCure) {
    World world;
    world.publish("ca");
    world.observed.materials["ca"].published.files[model::FileRole::key] = {};

    const auto status = status_of(world.plan(), ca);

    EXPECT_EQ(status.reason, "AdoptionRefused");
    EXPECT_THAT(status.message, AllOf(HasSubstr("/var/lib/kubernetes/ca.pem"), HasSubstr("from a backup")));
}

TEST(KeyMaterial, OfWhichHalfIsLostOnANodeThatHasLivedIsAnAlarm) {
    for (const bool with_ledger : {true, false}) {
        auto world = converged_world();
        world.observed.materials["ca"].custody = {};
        world.observed.materials["ca"].published.files[model::FileRole::key] = {};
        world.observed.files["/var/lib/kubernetes/ca-key.pem"] = {};
        if (!with_ledger) world.ledger = {};

        const auto status = status_of(world.plan(), ca);

        EXPECT_EQ(status.reason, "KeyLost") << with_ledger;
        EXPECT_THAT(status.message, AllOf(HasSubstr("/var/lib/kubernetes/ca-key.pem is missing"), HasSubstr("backup")));
        EXPECT_EQ(change_of(world.plan(), ResourceKind::key_material, "ca"), nullptr);
    }
}

TEST(KeyMaterial, LostOnANodeThatHasLivedIsAnAlarm) {
    for (const char* name : {"ca", "service-account", "encryption-config"}) {
        auto world = converged_world();
        world.observed.materials[name] = {};
        for (const auto& file : world.item(name).files) world.observed.files[file.path] = {};

        const auto plan = world.plan();

        EXPECT_EQ(status_of(plan, "KeyMaterial/" + std::string{name}).reason, "KeyLost") << name;
        EXPECT_EQ(change_of(plan, ResourceKind::key_material, name), nullptr) << name;
        EXPECT_FALSE(plan.converged);
    }
}

TEST(KeyMaterial, LostTogetherWithTheLedgerIsAnAlarmAsLongAsAManifestOfOursIsThere) {
    auto world = converged_world();
    world.ledger = {};
    world.observed.materials.clear();
    std::erase_if(world.observed.files, [](const auto& file) { return file.first.contains("/var/lib/kubernetes"); });

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, ca).reason, "KeyLost");
    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "ca"), nullptr);
}

TEST(KeyMaterial, LostLeafIsSimplyMadeAnew) {
    auto world = converged_world();
    world.observed.materials["kubernetes"] = {};
    for (const auto& file : world.item("kubernetes").files) world.observed.files[file.path] = {};

    const auto plan = world.plan();

    EXPECT_NE(change_of(plan, ResourceKind::key_material, "kubernetes"), nullptr);
}

TEST(KeyMaterial, ForeignKeyAtThePublishedPathIsNotOverwritten) {
    auto world = converged_world();
    world.publish("ca", "foreign");

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, ca).reason, "ForeignKey");
    EXPECT_THAT(status_of(plan, ca).message, HasSubstr("/var/lib/kubernetes/ca-key.pem"));
    EXPECT_EQ(std::ranges::count(plan.resources, ca, [](const auto& status) { return to_string(status.id); }), 1);
    EXPECT_THAT(plan.changes, IsEmpty());
}

TEST(KeyMaterial, AuthorityKeyThatNobodyCanReadMayBeAnotherAndIsNotOverwritten) {
    auto world = converged_world();
    auto& file = world.observed.files["/var/lib/kubernetes/ca-key.pem"];
    file = {.presence = Presence::unreadable, .mode = 0600, .uid = 1000, .error = "Permission denied"};
    world.observed.materials["ca"].published.files[model::FileRole::key] = {.presence = Presence::unreadable};

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, ca).reason, "PublishedUnreadable");
    EXPECT_THAT(plan.changes, IsEmpty());
}

TEST(KeyMaterial, PublishedFileThatIsMissingComesBackFromCustody) {
    auto world = converged_world();
    world.observed.files["/var/lib/kubernetes/ca-key.pem"] = {};
    world.observed.materials["ca"].published.files[model::FileRole::key] = {};

    const auto plan = world.plan();

    const auto* write = change_of(plan, ResourceKind::file, "/var/lib/kubernetes/ca-key.pem");
    ASSERT_NE(write, nullptr);
    EXPECT_EQ(model::get_action<model::WriteFile>(write->action).content,
              (model::FileContent{model::MaterialRef{"ca", model::FileRole::key}}));
    EXPECT_TRUE(write->repair);
    EXPECT_FALSE(write->shown.restarts);
}

TEST(Leaf, IsReissuedForANameThatItDoesNotHave) {
    auto world = converged_world();
    world.desired.pki.extra_sans = {"api.example.org", "10.1.2.3"};

    const auto plan = world.plan();

    const auto* change = change_of(plan, ResourceKind::key_material, "kubernetes");
    ASSERT_NE(change, nullptr);
    EXPECT_TRUE(model::get_action<model::MintMaterial>(change->action).replace);
    EXPECT_EQ(change->shown.verb, model::Verb::reissue);
    EXPECT_THAT(change->shown.summary, HasSubstr("api.example.org, 10.1.2.3"));
}

TEST(Leaf, KeepsItsAlgorithmWhenThatOfNewKeysChanges) {
    auto world = converged_world();
    world.desired.pki.algorithm = model::KeyAlgorithm::rsa_2048;

    EXPECT_TRUE(world.plan().converged);
}

TEST(Leaf, IsNotReissuedForANameInAnotherSpelling) {
    auto world = converged_world();
    auto& certificate = *world.observed.materials["kubernetes"].custody.certificate;
    certificate.dns_names.push_back("*.Example.org");
    certificate.ip_addresses.push_back("fd00::1");
    world.desired.pki.extra_sans = {"API.example.ORG", "b.example.org.", "fd00:0::1", "::ffff:192.168.10.50"};
    EXPECT_TRUE(world.plan().converged);

    for (const char* other : {"example.org", "a.b.example.org", "fd00::2"}) {
        world.desired.pki.extra_sans = {other};
        EXPECT_EQ(shown(world.plan()), (std::vector<std::string>{"reissue KeyMaterial/kubernetes"})) << other;
    }
}

TEST(KeyMaterial, WhoseFileCannotBeReadSaysWhichAndWhyAndNotThatThePairDoesNotFit) {
    World world;
    world.publish("kubernetes");
    auto& published = world.observed.materials["kubernetes"].published;
    published.key_matches = false;
    published.files[model::FileRole::key].error = "not a private key: encrypted with a password";

    const auto message = status_of(world.plan(), server).message;

    EXPECT_THAT(message, HasSubstr("/var/lib/kubernetes/kubernetes-key.pem: not a private key: encrypted"));
    EXPECT_THAT(message, Not(HasSubstr("does not belong")));
}

TEST(Leaf, IsReissuedWhenLittleTimeIsLeft) {
    auto world = converged_world();
    EXPECT_EQ(change_of(world.plan(), ResourceKind::key_material, "kubernetes"), nullptr);
    world.advance(std::chrono::days{336});

    const auto plan = world.plan();

    ASSERT_NE(change_of(plan, ResourceKind::key_material, "kubernetes"), nullptr);
    EXPECT_THAT(change_of(plan, ResourceKind::key_material, "kubernetes")->shown.summary, HasSubstr("renewal"));
}

TEST(Leaf, OfAnotherAuthorityIsReissued) {
    auto world = converged_world();
    world.observed.materials["kubernetes"].custody.signed_by_authority = false;

    EXPECT_NE(change_of(world.plan(), ResourceKind::key_material, "kubernetes"), nullptr);
}

TEST(ExternalPki, IsCheckedAndNeverWritten) {
    World world;
    world.desired.pki.mode = model::PkiMode::external;
    world.publish("ca");
    world.publish("kubernetes");
    world.publish("service-account");
    world.observed.materials["kubernetes"].published.certificate->not_after = world.now.system - 1s;
    world.observed.files["/var/lib/kubernetes/ca.pem"].mode = 0666;

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, ca).state, model::State::ready);
    EXPECT_EQ(status_of(plan, server).reason, "ExternalUnfit");
    for (const auto& change : plan.changes) {
        EXPECT_FALSE(model::is_action<model::AdoptMaterial>(change.action));
        EXPECT_THAT(to_string(change.resource), Not(HasSubstr(".pem")));
    }
}

TEST(EncryptionConfig, OfAnotherProviderIsKeptAndReported) {
    auto world = converged_world();
    world.desired.encryption->provider = model::EncryptionProvider::secretbox;

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, "KeyMaterial/encryption-config").reason, "ProviderDiffers");
    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_TRUE(plan.converged) << "degraded is no reason to go on";
}

TEST(Custody, ThatCannotBeReadStopsTheItemAndMakesNothing) {
    World world;
    world.observed.materials["ca"].custody.error = "/var/lib/planekeeper/custody/ca is damaged";

    const auto plan = world.plan();

    EXPECT_EQ(status_of(plan, ca).reason, "CustodyUnreadable");
    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "ca"), nullptr);
}

}  // namespace
}  // namespace planekeeper::plan::test::key_material_plan_test
