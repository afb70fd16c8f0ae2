#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::encryption_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string resource = "KeyMaterial/encryption-config";
const std::string file = "/var/lib/kubernetes/encryption-config.yaml";

model::EncryptionReader key(const std::string& name, const std::string& provider = "aescbc") {
    return {.provider = provider, .name = name, .secret = Digest::of(name)};
}
const model::EncryptionReader identity{.provider = "identity"};

/// A converged node whose file on disk is changed by hand.
class EditedConfig : public ::testing::Test {
protected:
    void edit(model::EncryptionFacts facts) {
        auto& published = world.observed.materials["encryption-config"].published;
        published.encryption = std::move(facts);
        published.files[model::FileRole::document].digest = Digest::of("edited" + std::to_string(++edits_));
        world.observed.files[file].digest = published.files[model::FileRole::document].digest;
    }
    void edit_readers(std::vector<model::EncryptionReader> readers) {
        edit({.readable = true, .readers = {{"secrets", std::move(readers)}}});
    }
    [[nodiscard]] model::ResourceStatus status() const { return status_of(world.plan(), resource); }
    [[nodiscard]] model::EncryptionReader first() const {
        return world.observed.materials.at("encryption-config").custody.encryption->readers.at("secrets").front();
    }

    World world = converged_world();

private:
    int edits_ = 0;
};

TEST_F(EditedConfig, WithAFurtherKeyInFrontIsTakenOverAndFollowedByOneGeneration) {
    const auto before = world.ledger.rollouts[model::ComponentId::api_server].current->id;
    edit_readers({key("key2"), first(), identity});

    const auto plan = world.plan();

    EXPECT_THAT(shown(plan), ElementsAre("adopt " + resource));
    const auto& change = plan.changes.front();
    EXPECT_EQ(model::get_action<model::AdoptMaterial>(change.action).replacing, Digest::of("edited1"));
    EXPECT_THAT(change.shown.summary, AllOf(HasSubstr("aescbc key \"key2\""), HasSubstr("new generation")));
    ASSERT_TRUE(world.converge());
    EXPECT_NE(world.ledger.rollouts[model::ComponentId::api_server].current->id, before);
    EXPECT_EQ(world.observed.files[file].digest, Digest::of("edited1")) << "the very bytes stay";
}

TEST_F(EditedConfig, ThatIsDeletedLaterComesBackAsTheLastGoodOne) {
    edit_readers({key("key2"), first(), identity});
    ASSERT_TRUE(world.converge());
    world.observed.files[file] = {};
    world.observed.materials["encryption-config"].published = {};

    world.follow(world.plan());

    EXPECT_EQ(world.observed.files[file].digest, Digest::of("edited1"));
}

TEST_F(EditedConfig, ThatLacksAKeyIsLoudAndLeftAlone) {
    edit_readers({key("key2"), identity});

    const auto plan = world.plan();

    EXPECT_EQ(status().state, model::State::failed);
    EXPECT_EQ(status().reason, "EncryptionKeyMissing");
    EXPECT_THAT(status().message, HasSubstr("aescbc key \"" + first().name + "\" for secrets"));
    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_FALSE(plan.converged);
}

TEST_F(EditedConfig, ThatIsCorrectedAfterARefusalIsTaken) {
    edit(
        {.readable = true, .readers = {{"secrets", {first()}}}, .problems = {"line 9: keys[1].secret: is not base64"}});
    EXPECT_EQ(status().reason, "EncryptionConfigRefused");
    EXPECT_THAT(status().message, HasSubstr("line 9: keys[1].secret"));
    EXPECT_THAT(world.plan().changes, IsEmpty());
    edit_readers({first(), key("key2")});

    ASSERT_TRUE(world.converge());

    EXPECT_EQ(status().state, model::State::ready);
}

TEST_F(EditedConfig, ThatMeansTheSameIsLeftAndRestartsNothing) {
    edit_readers({first(), identity});

    const auto plan = world.plan();

    EXPECT_TRUE(plan.converged);
    EXPECT_THAT(plan.changes, IsEmpty());
}

TEST_F(EditedConfig, ThatIsGarbageIsRepairedFromCustody) {
    edit({.problems = {"it is not YAML"}, .loose_secrets = {first().secret}});

    const auto plan = world.plan();

    EXPECT_THAT(shown(plan), ElementsAre("repair File/" + file));
}

TEST_F(EditedConfig, ThatIsGarbageWithAKeyThatNobodyElseHasIsLeftAlone) {
    edit({.problems = {"line 4, column 1: it is not YAML"}, .loose_secrets = {first().secret, Digest::of("unknown")}});

    EXPECT_EQ(status().reason, "EncryptionConfigRefused");
    EXPECT_THAT(status().message, HasSubstr("line 4, column 1"));
    EXPECT_THAT(world.plan().changes, IsEmpty());
}

TEST_F(EditedConfig, OfAnotherProviderIsToldAndNoRotationIsPromised) {
    edit_readers({key("box", "secretbox"), first(), identity});
    ASSERT_TRUE(world.converge());

    EXPECT_EQ(status().state, model::State::degraded);
    EXPECT_EQ(status().reason, "ProviderDiffers");
    EXPECT_THAT(status().message, AllOf(HasSubstr("secrets by secretbox"), Not(HasSubstr("rotation"))));
}

TEST_F(EditedConfig, WithIdentityInFrontOrFurtherResourcesIsTakenAndTold) {
    const auto own = first();
    edit_readers({identity, own});
    ASSERT_TRUE(world.converge());
    EXPECT_EQ(status().reason, "NotEncrypted");
    edit({.readable = true, .readers = {{"secrets", {own}}, {"configmaps", {own}}}});
    ASSERT_TRUE(world.converge());
    EXPECT_EQ(status().reason, "ResourcesDiffer");
    EXPECT_THAT(status().message, HasSubstr("configmaps"));
    world.desired.encryption->resources = {"secrets", "configmaps"};

    EXPECT_EQ(status().state, model::State::ready);
}

TEST_F(EditedConfig, WithAKmsPluginNeedsItsSocketInThePod) {
    model::EncryptionFacts facts{.readable = true,
                                 .readers = {{"secrets", {{.provider = "kms", .name = "vault"}, first()}}},
                                 .kms_endpoints = {"unix:///run/kms/vault.sock"}};
    edit(facts);
    EXPECT_EQ(status().reason, "EncryptionConfigRefused");
    EXPECT_THAT(status().message, HasSubstr("spec.encryption.kms"));
    world.desired.encryption->kms = model::KmsPlugin{"vault", "unix:///run/kms/vault.sock"};

    EXPECT_THAT(shown(world.plan()), Contains("adopt " + resource));
}

TEST_F(EditedConfig, ThatWritesWithAesgcmIsWarnedAbout) {
    edit_readers({key("gcm", "aesgcm"), first()});
    ASSERT_TRUE(world.converge());

    EXPECT_THAT(world.plan().warnings, Contains(HasSubstr("aesgcm")));
}

TEST(FoundConfig, ThatTheApiServerWouldRefuseIsNotAdoptedAndTheCorrectedOneIs) {
    World world;
    world.publish("encryption-config");
    auto& published = world.observed.materials["encryption-config"].published;
    published.encryption->problems = {
        "line 8, column 19: resources[0].providers[0].aescbc.keys[0].secret: is not base64"};
    EXPECT_EQ(status_of(world.plan(), resource).reason, "AdoptionRefused");
    EXPECT_THAT(status_of(world.plan(), resource).message, HasSubstr("encryption-config.yaml: line 8, column 19"));
    published.encryption->problems.clear();

    EXPECT_THAT(shown(world.plan()), Contains("adopt " + resource));
}

}  // namespace
}  // namespace planekeeper::plan::test::encryption_plan_test
