#include "components/encryption_reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "facts/encryption_rules.hpp"

namespace planekeeper::kubernetes::test::encryption_reading_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string secret_of(char letter, std::size_t size = 32) { return base64(std::string(size, letter)); }
std::string key(const std::string& name, const std::string& secret) {
    return "{name: " + name + ", secret: \"" + secret + "\"}";
}
std::string aescbc(const std::string& keys) { return "{aescbc: {keys: [" + keys + "]}}"; }
std::string rule(const std::string& resources, const std::string& providers) {
    return "{resources: [" + resources + "], providers: [" + providers + "]}";
}
std::string config(const std::string& rules) {
    return "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: [" + rules + "]\n";
}
model::EncryptionFacts read(const std::string& text, int minor = 37) {
    return encryption_config_facts(text, {.minor = minor});
}
const std::string plain = "{identity: {}}";
const std::string one = key("key1", secret_of('a'));
const std::string two = key("key2", secret_of('b'));

TEST(KmsOfV1, IsReadAsTheGateOfTheMinorSays) {
    const auto text = config(rule("secrets", "{kms: {name: v, endpoint: \"unix:///a/b\"}}"));
    const auto problems = [&](int minor, std::map<std::string, bool> gates) {
        model::DesiredState desired;
        desired.version = {1, minor, 0};
        desired.component(model::ComponentId::api_server).feature_gates = std::move(gates);
        return encryption_config_facts(text, encryption_config_server(desired)).problems;
    };
    EXPECT_THAT(problems(20, {}), IsEmpty());
    EXPECT_THAT(problems(28, {}), IsEmpty());
    EXPECT_THAT(problems(28, {{"KMSv1", false}}), SizeIs(1));
    EXPECT_THAT(problems(29, {}),
                ElementsAre(HasSubstr("line 3, column 54: resources[0].providers[0].kms.apiVersion: is v1, "
                                      "which v1.29 does not start with")));
    EXPECT_THAT(problems(37, {{"KMSv1", true}}), IsEmpty());
}

TEST(EncryptionConfigFacts, TellWhatReadsEachResourceInItsOrder) {
    const auto facts = read(config(rule("secrets, configmaps", aescbc(one + ", " + two) + ", " + plain)));

    EXPECT_TRUE(facts.readable);
    EXPECT_THAT(facts.problems, IsEmpty());
    ASSERT_THAT(facts.readers, SizeIs(2));
    const auto& readers = facts.readers.at("configmaps");
    ASSERT_THAT(readers, SizeIs(3));
    EXPECT_EQ(readers[0].name, "key1");
    EXPECT_EQ(readers[0].secret, Digest::of(std::string(32, 'a')));
    EXPECT_EQ(readers[1].name, "key2");
    EXPECT_EQ(readers[2].provider, "identity");
}

TEST(EncryptionConfigFacts, ReadTheLegacyKindAndJson) {
    const auto legacy =
        "kind: EncryptionConfig\napiVersion: v1\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n"
        "      keys:\n      - name: key1\n        secret: " +
        secret_of('a') + "\n  - identity: {}\n";
    const auto json = R"({"kind": "EncryptionConfiguration", "apiVersion": "apiserver.config.k8s.io/v1", "resources":
        [{"resources": ["secrets"], "providers": [{"aescbc": {"keys": [{"name": "key1", "secret": ")" +
                      secret_of('a') + R"("}]}}, {"identity": {}}]}]})";

    EXPECT_THAT(read(legacy, 20).problems, IsEmpty());
    EXPECT_EQ(read(legacy), read(json)) << "the same, written otherwise";
}

TEST(EncryptionConfigFacts, TakeMixedProviders) {
    const auto facts = read(config(rule("secrets",
                                        "{kms: {apiVersion: v2, name: vault, endpoint: \"unix:///run/k/v.sock\"}}, "
                                        "{secretbox: {keys: [" +
                                            one + "]}}, {aesgcm: {keys: [" + key("k", secret_of('c', 16)) + "]}}, " +
                                            aescbc(two) + ", " + plain)));

    EXPECT_THAT(facts.problems, IsEmpty());
    EXPECT_THAT(facts.readers.at("secrets"), SizeIs(5));
    EXPECT_THAT(facts.kms_endpoints, ElementsAre("unix:///run/k/v.sock"));
}

struct Refused {
    const char* name;
    std::string text;
    std::string says;
    int minor = 37;
};

class RefusedConfig : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedConfig, SaysWhereAndWhyWithoutASecret) {
    const auto facts = read(GetParam().text, GetParam().minor);

    EXPECT_THAT(facts.problems, Contains(HasSubstr(GetParam().says)));
    for (const auto& problem : facts.problems) EXPECT_THAT(problem, Not(HasSubstr(secret_of('a').substr(0, 12))));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, RefusedConfig,
    ::testing::Values(
        Refused{"NoRules", config(""), "resources: at least one is required"},
        Refused{"NoResources", config(rule("", plain)), "resources[0].resources: at least one is required"},
        Refused{"NoProviders", config(rule("secrets", "")), "resources[0].providers: at least one is required"},
        Refused{"NoKeys", config(rule("secrets", aescbc(""))), "providers[0].aescbc.keys: at least one is required"},
        Refused{"NotBase64", config(rule("secrets", aescbc(key("k", "not base64!")))), "keys[0].secret: is not base64"},
        Refused{"ShortKey", config(rule("secrets", aescbc(key("k", secret_of('a', 20))))),
                "line 3, column 83: resources[0].providers[0].aescbc.keys[0].secret: has 20 bytes; aescbc takes 16, 24 "
                "or 32"},
        Refused{"SmallSecretbox",
                config(rule("secrets", "{secretbox: {keys: [" + key("k", secret_of('a', 16)) + "]}}")),
                "has 16 bytes; secretbox takes 32"},
        Refused{"NoName", config(rule("secrets", aescbc("{secret: \"" + secret_of('a') + "\"}"))),
                "keys[0].name: is missing"},
        Refused{"NoSecret", config(rule("secrets", aescbc("{name: k}"))), "keys[0].secret: is missing"},
        Refused{"SameName", config(rule("secrets", aescbc(one + ", " + key("key1", secret_of('b'))))),
                "keys[1].name: \"key1\" names another key above"},
        Refused{"TwoInOne", config(rule("secrets", "{aescbc: {keys: [" + one + "]}, identity: {}}")),
                "more than one provider"},
        Refused{"Misspelt", config(rule("secrets", "{aesbc: {keys: [" + one + "]}}")), "holds none of"},
        Refused{"NullIdentity", config(rule("secrets", "{identity: }")), "holds none of"},
        Refused{"KmsWithoutEndpoint", config(rule("secrets", "{kms: {apiVersion: v2, name: v}}")),
                "kms.endpoint: is missing"},
        Refused{"KmsOverTcp",
                config(rule("secrets", "{kms: {apiVersion: v2, name: v, endpoint: \"tcp://1.2.3.4:5\"}}")),
                "is not a unix:// URL"},
        Refused{"KmsV3", config(rule("secrets", "{kms: {apiVersion: v3, name: v, endpoint: \"unix:///a/b\"}}")),
                "is neither v1 nor v2"},
        Refused{"KmsTwice",
                config(rule("secrets",
                            "{kms: {apiVersion: v2, name: v, endpoint: \"unix:///a/b\"}}, {kms: "
                            "{apiVersion: v2, name: v, endpoint: \"unix:///a/c\"}}")),
                "providers[1].kms.name: is the name of another KMS plugin"},
        Refused{"KmsCache",
                config(rule("secrets", "{kms: {apiVersion: v2, name: v, endpoint: \"unix:///a/b\", cachesize: 9}}")),
                "does not exist with apiVersion: v2"},
        Refused{"Star", config(rule("\"*\"", plain)), "resources[0].resources[0]: \"*\" matches nothing"},
        Refused{"Overlap", config(rule("secrets, \"*.\"", plain)), "*. overlaps with secrets"},
        Refused{"Twice", config(rule("secrets, secrets", plain)), "stands here twice"},
        Refused{"Capital", config(rule("Secrets", plain)), "capital letters"},
        Refused{"AcrossGroups", config(rule("\"pods.*\"", plain)), "across all groups"},
        Refused{"OtherKind", "apiVersion: v1\nkind: Secret\n", "not of the kind"},
        Refused{"NoYaml", "kind: [", "it is not YAML"}),
    [](const auto& param) { return param.param.name; });

TEST(EncryptionConfigFacts, OfOlderMinorsAreNoStricterThanThoseWere) {
    EXPECT_THAT(read(config(rule("Secrets, \"*\"", plain)), 26).problems, IsEmpty());
    EXPECT_THAT(
        read(config(rule("secrets", "{kms: {apiVersion: v9, name: \"a:b\", endpoint: \"unix:///a/b\"}}")), 20).problems,
        IsEmpty())
        << "v1.20 knows no apiVersion there and passes over it";
}

TEST(EncryptionConfigFacts, FindKeysInWhatIsNoConfigAnyMore) {
    const auto facts = read("resources:\n- {\n  secret: " + secret_of('a') + "\n  secret: \"" + secret_of('b') +
                            "\"\n  secret: " + secret_of('c').substr(0, 21) + "\n");

    EXPECT_FALSE(facts.readable);
    EXPECT_THAT(facts.loose_secrets, SizeIs(2));
    EXPECT_THAT(facts.loose_secrets, Contains(Digest::of(std::string(32, 'b'))));
}

TEST(LostReaders, AreKeysThatAnObjectMayNeed) {
    const auto kept = read(config(rule("secrets", aescbc(one + ", " + two) + ", " + plain)));

    EXPECT_THAT(lost_readers(kept, kept), IsEmpty());
    EXPECT_THAT(lost_readers(kept, read(config(rule("secrets", aescbc(two + ", " + one))))), IsEmpty())
        << "order and identity are the operator's";
    EXPECT_THAT(lost_readers(kept, read(config(rule("secrets", aescbc(two) + ", " + plain)))),
                ElementsAre("aescbc key \"key1\" for secrets"));
    EXPECT_THAT(lost_readers(kept, read(config(rule("secrets", aescbc(key("key1", secret_of('z')) + ", " + two))))),
                ElementsAre("aescbc key \"key1\" for secrets"))
        << "the name alone reads nothing";
    EXPECT_THAT(lost_readers(kept, read(config(rule("secrets", "{aesgcm: {keys: [" + one + ", " + two + "]}}")))),
                SizeIs(2))
        << "the provider is part of what is stored";
    EXPECT_THAT(lost_readers(kept, read(config(rule("configmaps", aescbc(one + ", " + two))))), SizeIs(2))
        << "for secrets, nothing reads them any more";
}

TEST(LostReaders, AreFoundBehindWildcards) {
    const auto kept = read(config(rule("\"*.*\"", aescbc(one) + ", " + plain)));

    EXPECT_THAT(lost_readers(kept, read(config(rule("secrets", aescbc(two)) + ", " + rule("\"*.*\"", aescbc(one))))),
                ElementsAre("aescbc key \"key1\" for secrets"));
    EXPECT_THAT(lost_readers(read(config(rule("secrets", aescbc(one)))), kept), IsEmpty());
}

TEST(EncryptionDifferences, AreToldWithoutSecrets) {
    const auto kept = read(config(rule("secrets", aescbc(one) + ", " + plain)));
    const auto found = read(config(rule("secrets, configmaps", aescbc(two + ", " + one) + ", " + plain)));

    EXPECT_THAT(
        encryption_differences(kept, found),
        ElementsAre(
            "configmaps: aescbc key \"key2\", aescbc key \"key1\", identity (new)",
            "secrets: aescbc key \"key2\", aescbc key \"key1\", identity instead of aescbc key \"key1\", identity"));
    EXPECT_THAT(encryption_differences(kept, kept), IsEmpty());
}

}  // namespace
}  // namespace planekeeper::kubernetes::test::encryption_reading_test
