#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "components/render.hpp"
#include "failures/known_failures.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::apiserver_flags_test {

namespace {

using testing::Contains;
using testing::Not;
using testing::StartsWith;

const Cures flow_control_cured{std::string{flow_control_cure}};

std::vector<std::string> flags_of(const model::DesiredState& desired) {
    return kubernetes::flags_of(model::ComponentId::api_server, desired, {});
}

}  // namespace

TEST(ApiServerFlags, AreInAlphabeticalOrder) {
    const auto flags = flags_of(minimal_state());
    EXPECT_TRUE(std::ranges::is_sorted(flags));
}

TEST(ApiServerFlags, ExtraFlagsComeLastAndAsTheyStand) {
    const auto flags = flags_of(everything_different());
    EXPECT_EQ((std::vector<std::string>(flags.end() - 2, flags.end())),
              (std::vector<std::string>{"--profiling=false", "--v=5"}));
}

TEST(ApiServerFlags, AUsersFlagReplacesAddsOrRemoves) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).flags = {
        {"v", "4"}, {"profiling", "false"}, {"event-ttl", std::nullopt}};
    const auto flags = flags_of(desired);
    EXPECT_THAT(flags, Contains("--v=4"));
    EXPECT_THAT(flags, Contains("--profiling=false"));
    EXPECT_THAT(flags, Not(Contains("--v=2")));
    EXPECT_THAT(flags, Not(Contains(StartsWith("--event-ttl"))));
}

TEST(ApiServerFlags, AnUnderscoreInAFlagNameMeansADash) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).flags = {{"event_ttl", "2h"}};
    const auto flags = flags_of(desired);
    EXPECT_THAT(flags, Contains("--event-ttl=2h"));
    EXPECT_THAT(flags, Not(Contains("--event-ttl=1h")));
}

TEST(ApiServerFlags, UsersGatesAreLaidOverTheVersions) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).feature_gates = {{"EphemeralContainers", true}};
    EXPECT_THAT(flags_of(desired), Contains("--feature-gates=APIPriorityAndFairness=false,EphemeralContainers=true"));
    desired.component(model::ComponentId::api_server).feature_gates = {{"APIPriorityAndFairness", true}};
    EXPECT_THAT(flags_of(desired), Contains("--feature-gates=APIPriorityAndFairness=true"));
}

TEST(ApiServerFlags, TheFlowControlCureAddsExactlyTheTwoSettings) {
    const auto flags = kubernetes::flags_of(model::ComponentId::api_server, minimal_state(), flow_control_cured);
    EXPECT_THAT(flags, Contains("--feature-gates=APIPriorityAndFairness=false"));
    EXPECT_THAT(flags, Contains("--runtime-config=authentication.k8s.io/v1beta1=true,"
                                "flowcontrol.apiserver.k8s.io/v1beta1=false"));
    auto others = flags_of(minimal_state());
    EXPECT_EQ(flags.size(), others.size());
}

TEST(ApiServerFlags, TheFlowControlCureOverridesTheUsersGate) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).feature_gates = {{"APIPriorityAndFairness", true},
                                                                       {"EphemeralContainers", true}};
    EXPECT_THAT(kubernetes::flags_of(model::ComponentId::api_server, desired, flow_control_cured),
                Contains("--feature-gates=APIPriorityAndFairness=false,EphemeralContainers=true"));
}

TEST(ApiServerFlags, TheFlowControlCureIsMergedIntoFlagsThatTheUserWroteOrRemoved) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).flags = {
        {"feature-gates", "EphemeralContainers=true,APIPriorityAndFairness=true"}, {"runtime-config", std::nullopt}};
    const auto flags = kubernetes::flags_of(model::ComponentId::api_server, desired, flow_control_cured);
    EXPECT_THAT(flags, Contains("--feature-gates=APIPriorityAndFairness=false,EphemeralContainers=true"));
    EXPECT_THAT(flags, Contains("--runtime-config=flowcontrol.apiserver.k8s.io/v1beta1=false"));
}

TEST(ApiServerFlags, AnUnknownCureChangesNothing) {
    EXPECT_EQ(kubernetes::flags_of(model::ComponentId::api_server, minimal_state(), {"drink-tea"}),
              flags_of(minimal_state()));
}

TEST(ApiServerFlags, WithoutAuditThereIsNoAuditFlag) {
    auto desired = minimal_state();
    desired.apiserver.audit.enabled = false;
    EXPECT_THAT(flags_of(desired), Not(Contains(StartsWith("--audit"))));
}

TEST(ApiServerFlags, ADeclaredWebhookAddsItsModeOnce) {
    auto desired = minimal_state();
    desired.authorization_webhook = webhook_to("https://authz.example.org/");
    desired.apiserver.authorization_modes = {"Node", "Webhook", "RBAC"};
    EXPECT_THAT(flags_of(desired), Contains("--authorization-mode=Node,Webhook,RBAC"));
    desired.apiserver.authorization_modes = {"Node"};
    EXPECT_THAT(flags_of(desired), Contains("--authorization-mode=Node,Webhook"));
}

TEST(ApiServerFlags, NoModeAtAllIsWrittenDownAndNotLeftToTheOpenDefault) {
    auto desired = minimal_state();
    desired.apiserver.authorization_modes = {};
    EXPECT_THAT(flags_of(desired), Contains("--authorization-mode="));
}

TEST(ApiServerFlags, ThePortIsNamedOnlyWhenItIsNotTheUsualOne) {
    auto desired = minimal_state();
    EXPECT_THAT(flags_of(desired), Not(Contains(StartsWith("--secure-port"))));
    desired.apiserver.port = 8443;
    EXPECT_THAT(flags_of(desired), Contains("--secure-port=8443"));
}

TEST(ApiServerFlags, WithoutAPolicyThePluginThatNeedsOneIsLeftOut) {
    auto desired = minimal_state();
    desired.apiserver.admission_plugins.clear();
    desired.policies.pods = model::PodPolicy::none;
    EXPECT_THAT(flags_of(desired),
                Contains("--enable-admission-plugins=NamespaceLifecycle,NodeRestriction,LimitRanger,ServiceAccount,"
                         "DefaultStorageClass,ResourceQuota,RuntimeClass"));
}

}  // namespace planekeeper::kubernetes::test::apiserver_flags_test
