#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "texts.hpp"

// Audit policies are judged as the version's kube-apiserver reads them; before v1.31 it silently drops unknown keys.

namespace planekeeper::spec::testing::audit_policies_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

[[nodiscard]] std::string problems_of(std::string_view rest, int minor, std::string_view api = "v1") {
    std::string text(minimal);
    constexpr std::string_view version = "v1.20.1";
    text.replace(text.find(version), version.size(), "v1." + std::to_string(minor) + ".1");
    text += "  apiserver:\n    audit:\n      policy: |\n";                  // 10 to 12
    text += "        apiVersion: audit.k8s.io/" + std::string(api) + "\n";  // 13
    text += "        kind: Policy\n";                                       // 14
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        text += "        " + std::string(rest.substr(0, end)) + "\n";
        rest.remove_prefix(end + 1);
    }
    return all_texts(parse_text(text));
}

struct BadPolicy {
    std::string_view name;
    std::string_view rest;
    std::string_view wanted;
    int minor = 20;
};

class BadPolicies : public ::testing::TestWithParam<BadPolicy> {};

TEST_P(BadPolicies, AreRefusedWithTheirPlace) {
    EXPECT_THAT(problems_of(GetParam().rest, GetParam().minor), HasSubstr(GetParam().wanted));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadPolicies,
    ::testing::Values(
        BadPolicy{
            "MisspeltKey", "rules:\n- level: None\n  verb: [get]\n- level: Metadata\n",
            "test.yaml:17:11: spec.apiserver.audit.policy: in the text: rules[0].verb: unknown key \"verb\" (did you "
            "mean \"verbs\"?)"},
        BadPolicy{"MisspeltKeyToday", "rules:\n- level: None\n  verb: [get]\n", "unknown key \"verb\"", 37},
        BadPolicy{"KeyOfTheTop", "rule:\n- level: None\n", "the policy has no rules"},
        BadPolicy{
            "UnknownLevel", "rules:\n- level: metadata\n",
            ":16:18: spec.apiserver.audit.policy: in the text: rules[0].level: unknown word \"metadata\" (did you "
            "mean \"Metadata\"?)"},
        BadPolicy{"NoLevel", "rules:\n- verbs: [get]\n",
                  ":16:11: spec.apiserver.audit.policy: in the text: rules[0]: level"},
        BadPolicy{"LevelThatIsNull", "rules:\n- level: ~\n", "level is missing"},
        BadPolicy{"RulesAsMap", "rules:\n  level: None\n", "rules: a map stands where a list is expected"},
        BadPolicy{"VerbsAsText", "rules:\n- level: None\n  verbs: get\n",
                  "verbs: \"get\" stands where a list is expected"},
        BadPolicy{"ResourcesAsText", "rules:\n- level: None\n  resources: [secrets]\n",
                  "rules[0].resources[0]: \"secrets\" stands where a map is expected"},
        BadPolicy{"ResourceAsKey", "rules:\n- level: None\n  resources: [{group: \"\", resource: [secrets]}]\n",
                  "unknown key \"resource\" (did you mean \"resources\"?)"},
        BadPolicy{"Stage", "omitStages: [RequestRecieved]\nrules: [{level: None}]\n",
                  "omitStages[0]: unknown word \"RequestRecieved\" (did you mean \"RequestReceived\"?)"},
        BadPolicy{"StageOfARule", "rules: [{level: None, omitStages: [received]}]\n",
                  "rules[0].omitStages[0]: unknown word"},
        BadPolicy{"UrlWithoutSlash", "rules: [{level: None, nonResourceURLs: [healthz]}]\n", "does not start with '/'"},
        BadPolicy{"StarInTheMiddle", "rules: [{level: None, nonResourceURLs: [/a*/b]}]\n", "does not stand at the end"},
        BadPolicy{"UrlsAndResources", "rules: [{level: None, nonResourceURLs: [/a], resources: [{group: a}]}]\n",
                  "a rule with resources cannot have nonResourceURLs"},
        BadPolicy{"UrlsAndNamespaces", "rules: [{level: None, nonResourceURLs: [/a], namespaces: [b]}]\n",
                  "a rule with namespaces cannot have nonResourceURLs"},
        BadPolicy{"NamesWithoutResources", "rules: [{level: None, resources: [{group: a, resourceNames: [b]}]}]\n",
                  "resourceNames need resources beside them"},
        BadPolicy{"GroupWithVersion", "rules: [{level: None, resources: [{group: apps/v1}]}]\n", "without its version"},
        BadPolicy{"AnyGroupTooEarly", "rules: [{level: None, resources: [{group: \"*\"}]}]\n", "\"*\" is not a name",
                  35},
        BadPolicy{"ManagedFieldsTooEarly", "omitManagedFields: true\nrules: [{level: None}]\n",
                  "v1.22 does not have \"omitManagedFields\" (it is read from v1.23 on)", 22}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AuditPolicies, WhatTheServerTakesIsTaken) {
    EXPECT_THAT(problems_of("metadata: {name: quiet, creationTimestamp: null}\nomitStages: [RequestReceived]\nrules:\n"
                            "- level: None\n  users: [\"system:kube-proxy\"]\n  userGroups: [\"system:nodes\"]\n"
                            "  verbs: [watch, \"*\"]\n  resources:\n  - group: \"\"\n    resources: [endpoints, "
                            "services/status, \"*/scale\"]\n    resourceNames: [a]\n  namespaces: [\"\", kube-system]\n"
                            "- level: None\n  nonResourceURLs: [/healthz*, \"*\", /version]\n"
                            "- level: RequestResponse\n  resources: [{group: rbac.authorization.k8s.io}, {}]\n"
                            "- level: Request\n  omitStages: [Panic, ResponseStarted, ResponseComplete]\n",
                            20),
                IsEmpty());
    EXPECT_THAT(problems_of("rules: [{level: None, resources: [{group: \"*\"}], omitManagedFields: false}]\n", 36),
                IsEmpty());
}

TEST(AuditPolicies, AVersionThatTheServerDoesNotReadIsRefused) {
    EXPECT_THAT(problems_of("rules: [{level: None}]\n", 23, "v1beta1"), IsEmpty());
    EXPECT_THAT(problems_of("rules: [{level: None}]\n", 24, "v1beta1"),
                HasSubstr("v1.24 does not read audit.k8s.io/v1beta1 (write apiVersion: audit.k8s.io/v1)"));
}

}  // namespace
}  // namespace planekeeper::spec::testing::audit_policies_test
