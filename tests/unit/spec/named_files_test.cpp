#include "spec/named_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "components/config_files.hpp"
#include "texts.hpp"

// Configuration files in the user's flags are judged as the version's loader does.

namespace planekeeper::spec::testing::named_files_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

[[nodiscard]] std::string problems_of(std::string_view flag, std::string_view text, int minor) {
    std::string all;
    const model::KubernetesVersion version{.major = 1, .minor = minor, .patch = 0};
    for (const auto& problem : judge_named_file({std::string(flag), "/etc/x.yaml"}, text, version)) {
        all += problem.text() + "\n";
    }
    return all;
}

constexpr std::string_view authorization_head =
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n";
constexpr std::string_view webhook_head =
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n"
    "- type: Webhook\n  name: hook\n  webhook:\n    timeout: 3s\n    subjectAccessReviewVersion: v1\n"
    "    failurePolicy: Deny\n    connectionInfo: {type: KubeConfigFile, kubeConfigFile: /etc/hook.yaml}\n";
constexpr std::string_view authentication_head =
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n";
constexpr std::string_view admission_head =
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n";

struct Sample {
    std::string_view name;
    std::string_view flag;
    std::string text;
    std::string_view wanted;
    int minor = 37;
};

[[nodiscard]] std::string after(std::string_view head, std::string_view rest) {
    return std::string(head) + std::string(rest);
}

class BadNamedFiles : public ::testing::TestWithParam<Sample> {};

TEST_P(BadNamedFiles, AreRefusedWithTheirPlace) {
    EXPECT_THAT(problems_of(GetParam().flag, GetParam().text, GetParam().minor), HasSubstr(GetParam().wanted));
}

constexpr std::string_view authorization = "authorization-config";
constexpr std::string_view authentication = "authentication-config";
constexpr std::string_view admission = "admission-control-config-file";

INSTANTIATE_TEST_SUITE_P(
    All, BadNamedFiles,
    ::testing::Values(
        Sample{"Empty", authorization, "", "/etc/x.yaml:1:1: there is nothing to read"},
        Sample{"NoMap", authorization, "- a\n", "/etc/x.yaml:1:1: the file is not a YAML map"},
        Sample{"NotYaml", authorization, "a: [\n", "/etc/x.yaml:"},
        Sample{"AnotherKind", authorization, "apiVersion: v1\nkind: Pod\n",
               "/etc/x.yaml:1:13: apiVersion: Pod of v1 is not what it reads here (kube-apiserver v1.37 reads"},
        Sample{"VersionTooYoung", authorization, after(authorization_head, "- {type: RBAC, name: rbac}\n"),
               "is not what it reads here (kube-apiserver v1.30 reads", 30},
        Sample{"MisspeltKey", authorization,
               "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\n"
               "authorizer:\n- type: RBAC\n",
               ":3:1: authorizer: unknown key \"authorizer\" (did you mean \"authorizers\"?)"},
        Sample{"NoAuthorizers", authorization, after(authorization_head, "  []\n"), "authorizers: the list is empty"},
        Sample{"NoName", authorization, after(authorization_head, "- {type: RBAC}\n"),
               "authorizers[0]: name is missing"},
        Sample{"NameTwice", authorization,
               after(authorization_head, "- {type: RBAC, name: a}\n- {type: Node, name: a}\n"),
               ":5:22: authorizers[1].name: \"a\" is here twice"},
        Sample{"TypeTwice", authorization,
               after(authorization_head, "- {type: RBAC, name: a}\n- {type: RBAC, name: b}\n"),
               "authorizers[1].type: \"RBAC\" is here twice"},
        Sample{"UnknownType", authorization, after(authorization_head, "- {type: Rbac, name: a}\n"),
               "unknown word \"Rbac\" (did you mean \"RBAC\"?)"},
        Sample{"WebhookWithoutOne", authorization, after(authorization_head, "- {type: Webhook, name: a}\n"),
               "authorizers[0]: webhook is missing"},
        Sample{"RbacWithWebhook", authorization, after(authorization_head, "- {type: RBAC, name: a, webhook: {}}\n"),
               "only \"type: Webhook\" has a webhook"},
        Sample{
            "SlowTimeout", authorization,
            after(
                authorization_head,
                "- type: Webhook\n  name: a\n  webhook: {timeout: 31s, subjectAccessReviewVersion: v1, failurePolicy: "
                "Deny, connectionInfo: {type: InClusterConfig}}\n"),
            "timeout: \"31s\" is not a duration above 0s and up to 30s"},
        Sample{"ConditionsWithoutVersion", authorization,
               after(webhook_head, "    matchConditions: [{expression: a}]\n"),
               "matchConditions need the version of what they look at"},
        Sample{"TtlInWords", authorization, after(webhook_head, "    authorizedTTL: 5 minutes\n"),
               "authorizedTTL: \"5 minutes\" is not a duration"},
        Sample{"CacheBefore", authorization, after(webhook_head, "    cacheAuthorizedRequests: true\n"),
               "cacheAuthorizedRequests", 33},
        Sample{"HttpIssuer", authentication,
               after(authentication_head,
                     "- issuer: {url: 'http://x', audiences: [a]}\n  claimMappings: {username: {claim: "
                     "sub, prefix: ''}}\n"),
               "jwt[0].issuer.url: \"http://x\" does not start with https://"},
        Sample{"NoPrefix", authentication,
               after(authentication_head,
                     "- issuer: {url: 'https://x', audiences: [a]}\n  claimMappings: {username: {claim: sub}}\n"),
               "jwt[0].claimMappings.username: a claim needs a prefix"},
        Sample{"NoUsername", authentication,
               after(authentication_head, "- issuer: {url: 'https://x', audiences: [a]}\n  claimMappings: {}\n"),
               "jwt[0].claimMappings: username is missing"},
        Sample{"AudiencesWithoutPolicy", authentication,
               after(authentication_head,
                     "- issuer: {url: 'https://x', audiences: [a, b]}\n  claimMappings: {username: "
                     "{claim: sub, prefix: ''}}\n"),
               "several audiences need a policy"},
        Sample{"IssuerTwice", authentication,
               after(authentication_head,
                     "- issuer: {url: 'https://x', audiences: [a]}\n  claimMappings: {username: {expression: a}}\n"
                     "- issuer: {url: 'https://x', audiences: [a]}\n  claimMappings: {username: {expression: a}}\n"),
               "jwt[1].issuer.url: \"https://x\" is here twice"},
        Sample{"AnonymousBefore", authentication,
               "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\nanonymous: {enabled: "
               "true}\n",
               "anonymous", 30},
        Sample{"UnknownPluginKey", admission, after(admission_head, "- {name: PodSecurity, config: {}}\n"),
               "unknown key \"config\""},
        Sample{"InnerLevel", admission,
               after(admission_head,
                     "- name: PodSecurity\n  configuration:\n    apiVersion: "
                     "pod-security.admission.config.k8s.io/v1\n    kind: PodSecurityConfiguration\n    "
                     "defaults: {enforce: strict}\n"),
               ":8:25: plugins[0].configuration.defaults.enforce: unknown word \"strict\""},
        Sample{"InnerVersion", admission,
               after(admission_head,
                     "- name: PodSecurity\n  configuration:\n    apiVersion: "
                     "pod-security.admission.config.k8s.io/v1\n    kind: PodSecurityConfiguration\n"),
               "plugins[0].configuration.apiVersion", 24},
        Sample{"AuditKey", "audit-policy-file",
               "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  verb: []\n",
               "/etc/x.yaml:5:3: rules[0].verb: unknown key \"verb\""}),
    [](const auto& sample) { return std::string(sample.param.name); });

TEST(NamedFiles, GoodOnesHaveNoProblem) {
    EXPECT_EQ(
        problems_of(authorization, after(webhook_head, "    authorizedTTL: 5m0s\n- {type: Node, name: node}\n"), 37),
        "");
    EXPECT_EQ(
        problems_of(
            authentication,
            after(authentication_head,
                  "- issuer: {url: 'https://x/y', audiences: [a, b], audienceMatchPolicy: MatchAny}\n"
                  "  claimMappings:\n    username: {claim: sub, prefix: 'x:'}\n    groups: {expression: claims.g}\n"
                  "    extra: [{key: example.org/a, valueExpression: claims.a}]\n"
                  "  claimValidationRules: [{claim: hd, requiredValue: example.org}]\n"
                  "anonymous: {enabled: true, conditions: [{path: /livez}]}\n"),
            37),
        "");
    EXPECT_EQ(problems_of(admission, after(admission_head, "- {name: EventRateLimit, path: events.yaml}\n"), 20), "");
}

TEST(NamedFiles, WhatPlanekeeperRendersItselfIsGood) {
    EXPECT_EQ(problems_of(admission, kubernetes::admission_configuration(), 37), "");
    model::DesiredState state;
    state.version = {.major = 1, .minor = 37, .patch = 2};
    state.authorization_webhook.emplace();
    EXPECT_EQ(problems_of(authorization, kubernetes::authorization_configuration(state), 37), "");
}

TEST(NamedFiles, AreThoseOfBothLists) {
    model::DesiredState state;
    state.component(model::ComponentId::api_server).flags["authorization-config"] = "/etc/a.yaml";
    state.component(model::ComponentId::api_server).flags["v"] = "4";
    state.component(model::ComponentId::api_server).extra_flags = {"--authentication_config=/etc/b.yaml",
                                                                   "--egress-selector-config-file=/etc/c.yaml"};
    EXPECT_THAT(judged_files(state), ElementsAre(NamedFile{"authorization-config", "/etc/a.yaml"},
                                                 NamedFile{"authentication-config", "/etc/b.yaml"}));
}

}  // namespace
}  // namespace planekeeper::spec::testing::named_files_test
