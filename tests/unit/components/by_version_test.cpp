#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "components/config_files.hpp"
#include "components/render.hpp"
#include "components/startup_files.hpp"
#include "facts/flag_rendering.hpp"
#include "failures/known_failures.hpp"
#include "states.hpp"

// Values that depend on the version, case by case; all_minors_test.cpp covers every minor.

namespace planekeeper::kubernetes::test::by_version_test {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> flags_of(const model::DesiredState& desired) {
    return kubernetes::flags_of(model::ComponentId::api_server, desired, {});
}

model::DesiredState with_webhook(int minor) {
    auto desired = minimal_state_of({1, minor, 0});
    desired.authorization_webhook = webhook_to("https://authz.example.org/");
    return desired;
}

std::vector<std::string> paths_of(const model::DesiredState& desired) {
    std::vector<std::string> paths;
    for (const auto& file : config_files(model::ComponentId::api_server, desired)) paths.push_back(file.path);
    return paths;
}

}  // namespace

TEST(ByVersion, AWebhookGoesIntoTheAuthorizationConfigurationOnceThatIsStable) {
    EXPECT_THAT(flags_of(with_webhook(31)), Contains("--authorization-mode=Node,RBAC,Webhook"));
    const auto flags = flags_of(with_webhook(32));
    EXPECT_THAT(flags, Contains("--authorization-config=/etc/kubernetes/webhook/authorizers.yaml"));
    EXPECT_THAT(flags, Not(Contains(StartsWith("--authorization-mode"))));
    EXPECT_THAT(flags, Not(Contains(StartsWith("--authorization-webhook"))));
    EXPECT_THAT(flags_of(minimal_state_of({1, 32, 0})), Contains("--authorization-mode=Node,RBAC"));
}

TEST(ByVersion, TheAuthorizationConfigurationSaysWhatTheFlagsSaid) {
    auto desired = with_webhook(36);
    desired.apiserver.authorization_modes = {"Webhook", "Node", "RBAC"};
    const auto authorizers = YAML::Load(authorization_configuration(desired))["authorizers"];
    ASSERT_EQ(authorizers.size(), 3U);
    EXPECT_EQ(authorizers[0]["type"].as<std::string>(), "Webhook");
    EXPECT_EQ(authorizers[0]["name"].as<std::string>(), "webhook");
    EXPECT_EQ(authorizers[2]["name"].as<std::string>(), "rbac");
    EXPECT_FALSE(authorizers[1]["webhook"]) << "only a webhook may have one";
    const auto webhook = authorizers[0]["webhook"];
    EXPECT_EQ(webhook["connectionInfo"]["kubeConfigFile"].as<std::string>(),
              "/etc/kubernetes/webhook/authorization-config.yaml");
    // kubernetes pkg/kubeapiserver/options/authorization.go
    EXPECT_EQ(webhook["timeout"].as<std::string>(), "30s");
    EXPECT_EQ(webhook["failurePolicy"].as<std::string>(), "NoOpinion");
    EXPECT_EQ(webhook["subjectAccessReviewVersion"].as<std::string>(), "v1beta1");
}

TEST(ByVersion, WhoSetsAFlagOfTheWebhookKeepsTheFlags) {
    for (const bool extra : {false, true}) {
        auto desired = with_webhook(36);
        if (extra) {
            desired.component(model::ComponentId::api_server).extra_flags = {"--authorization-webhook-version=v1"};
        } else {
            desired.component(model::ComponentId::api_server).flags = {
                {"authorization-webhook-cache-authorized-ttl", "1m"}};
        }
        EXPECT_THAT(flags_of(desired), Contains("--authorization-mode=Node,RBAC,Webhook"));
        EXPECT_THAT(paths_of(desired), Not(Contains("/etc/kubernetes/webhook/authorizers.yaml")));
    }
}

TEST(ByVersion, AUsersOwnAuthorizationConfigurationStandsAlone) {
    auto desired = minimal_state_of({1, 32, 0});
    desired.component(model::ComponentId::api_server).flags = {
        {"authorization-config", "/srv/authorization/config.yaml"}};
    EXPECT_THAT(flags_of(desired), Contains("--authorization-config=/srv/authorization/config.yaml"));
    EXPECT_THAT(flags_of(desired), Not(Contains(StartsWith("--authorization-mode"))));
    desired.component(model::ComponentId::api_server).flags = {{"authorization-config", std::nullopt}};
    EXPECT_THAT(flags_of(desired), Contains("--authorization-mode=Node,RBAC"));
}

TEST(ByVersion, PodSecurityTakesThePlaceOfThePolicyFrom125On) {
    EXPECT_THAT(flags_of(minimal_state_of({1, 24, 17})), Not(Contains(StartsWith("--admission-control-config"))));
    const auto desired = minimal_state_of({1, 25, 4});
    EXPECT_THAT(flags_of(desired), Contains("--admission-control-config-file=/etc/kubernetes/config/admission.yaml"));
    EXPECT_THAT(paths_of(desired),
                ElementsAre("/etc/kubernetes/config/audit-policy.yaml", "/etc/kubernetes/config/admission.yaml"));
    EXPECT_THAT(api_objects(desired), IsEmpty());
}

TEST(ByVersion, PodSecurityAllowsWhatThePolicyAllowedAndWarnsAboveBaseline) {
    const auto document = YAML::Load(admission_configuration());
    EXPECT_EQ(document["plugins"][0]["name"].as<std::string>(), "PodSecurity");
    const auto configuration = document["plugins"][0]["configuration"];
    EXPECT_EQ(configuration["apiVersion"].as<std::string>(), "pod-security.admission.config.k8s.io/v1");
    EXPECT_EQ(configuration["defaults"]["enforce"].as<std::string>(), "privileged");
    EXPECT_EQ(configuration["defaults"]["warn"].as<std::string>(), "baseline");
    EXPECT_EQ(configuration["exemptions"]["namespaces"][0].as<std::string>(), "kube-system");
}

TEST(ByVersion, NoPolicyMeansNoFileEither) {
    auto desired = minimal_state_of({1, 30, 0});
    desired.policies.pods = model::PodPolicy::none;
    EXPECT_THAT(flags_of(desired), Not(Contains(StartsWith("--admission-control-config"))));
    EXPECT_THAT(paths_of(desired), ElementsAre("/etc/kubernetes/config/audit-policy.yaml"));
}

TEST(ByVersion, AUsersOwnAdmissionConfigurationStandsAlone) {
    auto desired = minimal_state_of({1, 30, 0});
    desired.component(model::ComponentId::api_server).flags = {
        {"admission-control-config-file", "/srv/admission/config.yaml"}};
    EXPECT_THAT(flags_of(desired), Contains("--admission-control-config-file=/srv/admission/config.yaml"));
    EXPECT_THAT(paths_of(desired), Not(Contains("/etc/kubernetes/config/admission.yaml")));
    desired.component(model::ComponentId::api_server).flags = {{"admission-control-config-file", std::nullopt}};
    EXPECT_THAT(paths_of(desired), Not(Contains("/etc/kubernetes/config/admission.yaml")));
}

TEST(ByVersion, WhatTheVersionNoLongerHasIsLeftOutOfTheUsersLists) {
    auto desired = minimal_state_of({1, 31, 0});
    desired.apiserver.admission_plugins = {"NodeRestriction", "PodSecurityPolicy", "AlwaysPullImages"};
    desired.component(model::ComponentId::api_server).feature_gates = {{"APIPriorityAndFairness", false},
                                                                       {"SidecarContainers", true}};
    desired.apiserver.runtime_config = {{"api/alpha", true}, {"policy/v1beta1", true}};
    const auto flags = flags_of(desired);
    EXPECT_THAT(flags, Contains("--enable-admission-plugins=NodeRestriction,AlwaysPullImages"));
    EXPECT_THAT(flags, Contains("--feature-gates=SidecarContainers=true"));
    EXPECT_THAT(flags, Contains("--enable-priority-and-fairness=false"));
    EXPECT_THAT(flags, Contains("--runtime-config=api/alpha=true"));
}

TEST(ByVersion, TheUsersFlagCountsMoreThanATranslatedGate) {
    auto desired = minimal_state_of({1, 31, 0});
    desired.component(model::ComponentId::api_server).feature_gates = {{"APIPriorityAndFairness", false}};
    desired.component(model::ComponentId::api_server).flags = {{"enable-priority-and-fairness", "true"}};
    EXPECT_THAT(flags_of(desired), Contains("--enable-priority-and-fairness=true"));
}

TEST(ByVersion, AUsersFlagIsWrittenAlsoWhereOursEnds) {
    auto desired = minimal_state_of({1, 30, 0});
    desired.component(model::ComponentId::api_server).flags = {{"apiserver-count", "3"}};
    EXPECT_THAT(flags_of(desired), Contains("--apiserver-count=3"));
}

TEST(ByVersion, ACureIsRememberedOnlyWithinItsWindow) {
    EXPECT_TRUE(cure_applies(flow_control_cure, 20));
    EXPECT_FALSE(cure_applies(flow_control_cure, 21));
    EXPECT_FALSE(cure_applies("drink-tea", 20));
}

TEST(StartupFiles, Of120AreKeysAndConfigurationInAFixedOrder) {
    auto desired = minimal_state();
    desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
    desired.authorization_webhook = webhook_to("https://authz.example.org/");
    EXPECT_THAT(
        startup_files(model::ComponentId::api_server, desired),
        ElementsAre("/var/lib/kubernetes/ca.pem", "/var/lib/kubernetes/service-account-key.pem",
                    "/var/lib/kubernetes/service-account.pem", "/var/lib/kubernetes/encryption-config.yaml",
                    "/etc/kubernetes/webhook/authorization-config.yaml", "/etc/kubernetes/config/audit-policy.yaml"));
}

TEST(StartupFiles, TheAuthorizationConfigurationIsReadAgainButTheWebhooksKubeconfigIsNot) {
    const auto startup = startup_files(model::ComponentId::api_server, with_webhook(36));
    EXPECT_THAT(startup, Contains("/etc/kubernetes/webhook/authorization-config.yaml"));
    EXPECT_THAT(startup, Not(Contains("/etc/kubernetes/webhook/authorizers.yaml")));
    EXPECT_THAT(startup, Contains("/etc/kubernetes/config/admission.yaml"));
}

TEST(StartupFiles, TheEncryptionConfigIsReadAgainWhereTheUserAsksForIt) {
    auto desired = minimal_state_of({1, 26, 0});
    desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
    EXPECT_THAT(startup_files(model::ComponentId::api_server, desired), Contains(desired.encryption->file));
    desired.component(model::ComponentId::api_server).flags = {{"encryption-provider-config-automatic-reload", "true"}};
    EXPECT_THAT(startup_files(model::ComponentId::api_server, desired), Not(Contains(desired.encryption->file)));
}

TEST(StartupFiles, TheAuthorityIsReadAgainOnceNoneOfItsFlagsStandsInTheWay) {
    auto desired = minimal_state_of({1, 36, 0});
    desired.etcd.ca_file = "/srv/etcd/ca.crt";
    EXPECT_THAT(startup_files(model::ComponentId::api_server, desired), Not(Contains("/var/lib/kubernetes/ca.pem")));
    desired.version.minor = 35;
    EXPECT_THAT(startup_files(model::ComponentId::api_server, desired), Contains("/var/lib/kubernetes/ca.pem"))
        << "of the kubelets";
}

TEST(StartupFiles, TheAuthorityOfAWebhookIsReadOnce) {
    auto desired = with_webhook(36);
    desired.etcd.ca_file = "/srv/etcd/ca.crt";
    EXPECT_THAT(startup_files(model::ComponentId::api_server, desired), Contains("/var/lib/kubernetes/ca.pem"));
}

}  // namespace planekeeper::kubernetes::test::by_version_test
