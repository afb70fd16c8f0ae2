#include "facts/fitting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace planekeeper::kubernetes::test::fitting_test {

using testing::HasSubstr;

TEST(Fitting, AFlagThatTheMinorHasIsKept) {
    EXPECT_EQ(fit_flag(model::ComponentId::api_server, "kubelet-https", 21), Fitting{});
    EXPECT_EQ(fit_flag(model::ComponentId::api_server, "apiserver-count", 37), Fitting{}) << "deprecated is not gone";
    EXPECT_EQ(fit_flag(model::ComponentId::api_server, "max_requests_inflight", 30), Fitting{});
}

TEST(Fitting, AFlagThatIsGoneIsRefusedWithWhatTakesItsPlace) {
    const auto fitting = fit_flag(model::ComponentId::api_server, "service-account-api-audiences", 25);
    EXPECT_EQ(fitting.fate, Fate::refused);
    EXPECT_EQ(fitting.message, "v1.25 does not have the flag --service-account-api-audiences: it was removed in v1.25");
    EXPECT_THAT(fitting.hint, HasSubstr("write api-audiences"));
    EXPECT_EQ(fit_flag(model::ComponentId::api_server, "kubelet-https", 22).hint,
              "delete it: connections to kubelets always use https");
}

TEST(Fitting, AFlagOfALaterMinorIsRefusedWithThatMinor) {
    EXPECT_EQ(fit_flag(model::ComponentId::api_server, "authentication-config", 28).message,
              "v1.28 does not have the flag --authentication-config: it comes with v1.29");
}

TEST(Fitting, ANameThatNobodyKnowsIsUnknown) {
    EXPECT_EQ(fit_flag(model::ComponentId::api_server, "max-request-inflight", 30).fate, Fate::unknown);
    EXPECT_EQ(fit_plugin("PodSecurityPolicies", 20).fate, Fate::unknown);
    EXPECT_EQ(fit_gate("APIPriorityAndFairnes", true, 20).fate, Fate::unknown);
}

TEST(Fitting, ThePluginOfPodSecurityPolicyIsLeftOutWhereAnotherTakesItsPlace) {
    EXPECT_EQ(fit_plugin("PodSecurityPolicy", 24), Fitting{});
    EXPECT_EQ(fit_plugin("PodSecurityPolicy", 25).fate, Fate::left_out);
}

TEST(Fitting, AnotherPluginThatIsGoneIsRefusedBecausePodsWouldBeLessConfined) {
    const auto fitting = fit_plugin("SecurityContextDeny", 30);
    EXPECT_EQ(fitting.fate, Fate::refused);
    EXPECT_THAT(fitting.hint, HasSubstr("PodSecurity"));
    EXPECT_EQ(fit_plugin("ValidatingAdmissionPolicy", 25).message,
              "v1.25 does not have the admission plugin ValidatingAdmissionPolicy: it comes with v1.26");
}

TEST(Fitting, AGateThatHasGraduatedToTheSameValueIsLeftOutOnceItIsGone) {
    EXPECT_EQ(fit_gate("EphemeralContainers", true, 25), Fitting{});
    const auto gone = fit_gate("EphemeralContainers", true, 30);
    EXPECT_EQ(gone.fate, Fate::left_out);
    EXPECT_THAT(gone.message, HasSubstr("on for good"));
    EXPECT_EQ(fit_gate("EphemeralContainers", false, 30).fate, Fate::refused);
}

TEST(Fitting, AGateThatIsLockedTakesItsValueAndNoOther) {
    EXPECT_EQ(fit_gate("StructuredAuthorizationConfiguration", true, 32), Fitting{});
    const auto fitting = fit_gate("StructuredAuthorizationConfiguration", false, 32);
    EXPECT_EQ(fitting.fate, Fate::refused);
    EXPECT_EQ(fitting.message, "the feature gate StructuredAuthorizationConfiguration is locked to true in v1.32");
}

TEST(Fitting, OfAGateThatWentWithItsFeatureOnlyOffIsCertain) {
    // Alpha in v1.20 and v1.21, then removed.
    EXPECT_EQ(fit_gate("BalanceAttachedNodeVolumes", true, 25).fate, Fate::refused);
    EXPECT_EQ(fit_gate("BalanceAttachedNodeVolumes", false, 25).fate, Fate::left_out);
}

TEST(Fitting, FlowControlIsSwitchedOffByAFlagWhereTheGateCannot) {
    EXPECT_EQ(fit_gate("APIPriorityAndFairness", false, 28), Fitting{});
    for (const int minor : {29, 30, 31, 37}) {
        EXPECT_EQ(fit_gate("APIPriorityAndFairness", false, minor).fate, Fate::translated) << minor;
    }
    EXPECT_EQ(fit_gate("APIPriorityAndFairness", true, 30), Fitting{});
    EXPECT_EQ(fit_gate("APIPriorityAndFairness", true, 31).fate, Fate::left_out);
    EXPECT_EQ(flag_for_gate("APIPriorityAndFairness"), "--enable-priority-and-fairness=false");
}

TEST(Fitting, AnApiThatEndedIsLeftOutUnlessItCameBackForOtherKinds) {
    EXPECT_EQ(fit_api("authentication.k8s.io/v1beta1", 21), Fitting{});
    EXPECT_EQ(fit_api("authentication.k8s.io/v1beta1", 22).fate, Fate::left_out);
    EXPECT_EQ(fit_api("authentication.k8s.io/v1beta1", 27), Fitting{}) << "SelfSubjectReview";
    EXPECT_EQ(fit_api("authentication.k8s.io/v1beta1", 33).fate, Fate::left_out);
    EXPECT_EQ(fit_api("policy/v1beta1/podsecuritypolicies", 25).fate, Fate::left_out);
    EXPECT_EQ(fit_api("resource.k8s.io/v1", 33).fate, Fate::refused);
}

TEST(Fitting, WhatIsNotListedIsLeftToTheServer) {
    for (const char* const key : {"api/all", "batch/v2alpha1", "internal.apiserver.k8s.io/v1alpha1", "apps", ""}) {
        EXPECT_EQ(fit_api(key, 30), Fitting{}) << key;
    }
}

}  // namespace planekeeper::kubernetes::test::fitting_test
