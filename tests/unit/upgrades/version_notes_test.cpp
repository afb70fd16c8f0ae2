#include "upgrades/version_notes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failures/known_failures.hpp"
#include "unit/components/states.hpp"

namespace planekeeper::kubernetes::test::version_notes_test {

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
    desired.component(model::ComponentId::api_server).feature_gates = {{"APIPriorityAndFairness", false},
                                                                       {"SidecarContainers", true}};
    desired.apiserver.runtime_config = {{"policy/v1beta1", true}};
    desired.component(model::ComponentId::api_server).flags = {{"apiserver-count", "1"},
                                                               {"kubelet-port", std::nullopt}};
    desired.component(model::ComponentId::api_server).extra_flags = {"--kubelet-read-only-port=0"};
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

TEST(CureNote, SaysWhatItWritesAndWhy) {
    EXPECT_EQ(cure_note(flow_control_cure),
              "FlowControlBootstrap: kube-apiserver crashed by kubernetes/kubernetes#97525, so it runs with "
              "APIPriorityAndFairness=false in --feature-gates and flowcontrol.apiserver.k8s.io/v1beta1=false in "
              "--runtime-config; write the same under spec.apiserver to make it yours");
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

}  // namespace planekeeper::kubernetes::test::version_notes_test
