#include "kubernetes/version_notes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kubernetes/skew.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test {

namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

}  // namespace

TEST(VersionNotes, AFileThatFitsItsVersionHasNone) {
    for (int minor = oldest_minor; minor <= newest_minor; ++minor) {
        EXPECT_THAT(version_notes(minimal_state_of({1, minor, 0})), IsEmpty()) << minor;
    }
}

TEST(VersionNotes, SayWhatIsNotWrittenAsItIsDeclared) {
    auto desired = minimal_state_of({1, 31, 0});
    desired.apiserver.admission_plugins = {"NodeRestriction", "PodSecurityPolicy"};
    desired.apiserver.feature_gates = {{"APIPriorityAndFairness", false}, {"SidecarContainers", true}};
    desired.apiserver.runtime_config = {{"policy/v1beta1", true}};
    desired.apiserver.flags = {{"apiserver-count", "1"}, {"kubelet-port", std::nullopt}};
    desired.apiserver.extra_flags = {"--kubelet-read-only-port=0"};
    desired.taints = {{"node-role.kubernetes.io/master", "", "NoSchedule"}};
    const auto notes = version_notes(desired);
    EXPECT_THAT(notes, Contains(HasSubstr("plugin PodSecurityPolicy is not written")));
    EXPECT_THAT(notes, Contains(HasSubstr("--enable-priority-and-fairness=false is written in place of")));
    EXPECT_THAT(notes, Contains(HasSubstr("the API policy/v1beta1 is not written")));
    EXPECT_THAT(notes, Contains(HasSubstr("--apiserver-count is deprecated in v1.31")));
    EXPECT_THAT(notes, Contains(HasSubstr("--kubelet-read-only-port is deprecated")));
    EXPECT_THAT(notes, Contains(HasSubstr("the taint node-role.kubernetes.io/master is one of older versions")));
    EXPECT_EQ(notes.size(), 6U);
}

TEST(UpgradeNotes, WithinAMinorThereIsNothingToSay) {
    EXPECT_THAT(upgrade_notes(minimal_state_of({1, 25, 4}), {1, 25, 0}), IsEmpty());
}

TEST(UpgradeNotes, TellTheBorderOfPodSecurityPolicy) {
    const auto notes = upgrade_notes(minimal_state_of({1, 25, 4}), {1, 24, 17});
    EXPECT_THAT(notes, Contains(AllOf(HasSubstr("--enable-admission-plugins becomes NamespaceLifecycle"),
                                      Not(HasSubstr("PodSecurityPolicy")))));
    EXPECT_THAT(notes, Contains(HasSubstr("--admission-control-config-file=/etc/kubernetes/config/admission.yaml is")));
    EXPECT_THAT(notes, Contains(HasSubstr("/etc/kubernetes/config/admission.yaml is new")));
    EXPECT_THAT(notes, Contains(HasSubstr("the PodSecurityPolicy default, its ClusterRole and its ClusterRoleBinding "
                                          "are deleted first")));
    EXPECT_THAT(notes, Contains("the taint node-role.kubernetes.io/master:NoSchedule goes"));
    EXPECT_THAT(notes, Contains(HasSubstr("seccomp annotation")));
    EXPECT_THAT(notes, Contains(HasSubstr("policy/v1beta1 (see policy/v1; PodSecurityPolicy: none)")));
}

TEST(UpgradeNotes, TellWhyAFlagGoes) {
    const auto notes = upgrade_notes(minimal_state_of({1, 22, 0}), {1, 21, 0});
    EXPECT_THAT(notes,
                Contains("--kubelet-https is no longer written: removed in v1.22: connections to kubelets always "
                         "use https"));
    EXPECT_THAT(
        notes,
        Contains(HasSubstr("--runtime-config is no longer written (authentication.k8s.io/v1beta1: TokenReview")));
}

TEST(UpgradeNotes, TellWhatKubernetesDoesOtherwise) {
    EXPECT_THAT(upgrade_notes(minimal_state_of({1, 36, 0}), {1, 35, 0}),
                Contains(HasSubstr("from v1.36 on: audit logs are kept for 366 days")));
}

TEST(UpgradeNotes, OfAStepWithoutConsequencesAreEmpty) {
    EXPECT_THAT(upgrade_notes(minimal_state_of({1, 37, 2}), {1, 36, 3}), IsEmpty());
}

TEST(AtVersion, DefaultsFollowAndTheUsersOwnStays) {
    auto desired = minimal_state_of({1, 24, 17});
    const auto newer = at_version(desired, {1, 25, 4});
    EXPECT_EQ(newer, minimal_state_of({1, 25, 4}));
    EXPECT_EQ(at_version(newer, {1, 24, 17}), desired);
    desired.apiserver.admission_plugins = {"NodeRestriction"};
    desired.taints = {};
    desired.image.source = model::BinaryPath{.path = "/opt/kube-apiserver"};
    auto expected = desired;
    expected.version = {1, 25, 4};
    EXPECT_EQ(at_version(desired, {1, 25, 4}), expected);
}

TEST(Skew, AMinorIsNotLeftOut) {
    EXPECT_EQ(step_problem({1, 24, 0}, {1, 24, 17}), std::nullopt);
    EXPECT_EQ(step_problem({1, 24, 17}, {1, 24, 0}), std::nullopt);
    EXPECT_EQ(step_problem({1, 24, 17}, {1, 25, 4}), std::nullopt);
    const auto skip = step_problem({1, 20, 1}, {1, 23, 0});
    ASSERT_TRUE(skip);
    EXPECT_TRUE(skip->refused);
    EXPECT_THAT(skip->rule, HasSubstr("v1.20.1 to v1.23.0 leaves out v1.21 to v1.22"));
    EXPECT_THAT(skip->way_out, HasSubstr("newest patch of v1.21"));
    EXPECT_THAT(step_problem({1, 20, 1}, {1, 22, 0})->rule, HasSubstr("leaves out v1.21"));
}

TEST(Skew, AMinorIsNotTakenBack) {
    const auto back = step_problem({1, 25, 4}, {1, 24, 17});
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->refused);
    EXPECT_THAT(back->way_out, HasSubstr("etcd backup"));
}

TEST(Skew, AKubeletIsNeverNewerAndOnlySoMuchOlder) {
    EXPECT_EQ(kubelet_problem({1, 25, 4}, {1, 25, 4}), std::nullopt);
    EXPECT_EQ(kubelet_problem({1, 25, 4}, {1, 23, 0}), std::nullopt);
    EXPECT_EQ(kubelet_problem({1, 28, 0}, {1, 25, 0}), std::nullopt);
    EXPECT_TRUE(kubelet_problem({1, 24, 17}, {1, 25, 0}));
    const auto old = kubelet_problem({1, 25, 4}, {1, 20, 1});
    ASSERT_TRUE(old);
    EXPECT_THAT(old->rule, HasSubstr("may be 2 minors older"));
    EXPECT_THAT(old->way_out, HasSubstr("to v1.23 or newer"));
    EXPECT_THAT(kubelet_problem({1, 29, 0}, {1, 25, 0})->way_out, HasSubstr("to v1.26 or newer"));
}

TEST(Skew, AnOldEtcdIsRefusedOrPointedOut) {
    EXPECT_EQ(etcd_problem({1, 20, 1}, "3.3.25"), std::nullopt);
    EXPECT_EQ(etcd_problem({1, 34, 0}, "3.4.23"), std::nullopt);
    EXPECT_TRUE(etcd_problem({1, 34, 0}, "3.3.25")->refused);
    const auto old = etcd_problem({1, 37, 2}, "3.4.23");
    ASSERT_TRUE(old);
    EXPECT_FALSE(old->refused) << "seen to work";
    EXPECT_THAT(old->rule, HasSubstr("3.5.24"));
    EXPECT_EQ(etcd_problem({1, 37, 2}, "3.6.5"), std::nullopt);
    for (const char* const odd : {"", "v", "three", "3", "99999999999999.1"}) {
        EXPECT_EQ(etcd_problem({1, 37, 2}, odd), std::nullopt) << odd;
    }
}

}  // namespace planekeeper::kubernetes::test
