#include "upgrades/sequences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "components/render.hpp"
#include "unit/components/states.hpp"

namespace planekeeper::kubernetes::test::sequences_test {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto api_server = model::ComponentId::api_server;

std::vector<std::string> kinds_of(const std::vector<model::KubernetesObject>& objects) {
    std::vector<std::string> kinds;
    for (const auto& object : objects) kinds.push_back(object.kind);
    return kinds;
}

/// The step over the end of PodSecurityPolicy.
Sequence border(const model::DesiredState& desired) { return sequence_from(desired, {1, 24, 17}).value(); }

}  // namespace

TEST(Sequence, OverTheBorderThePluginGoesBeforeTheBinary) {
    const auto desired = minimal_state_of({1, 25, 4});
    const auto sequence = border(desired);
    ASSERT_EQ(sequence.stages.size(), 2U);
    const auto& first = sequence.stages.front().state;
    EXPECT_EQ(first.version, (model::KubernetesVersion{1, 24, 17}));
    EXPECT_THAT(flags_of(api_server, first, {}),
                Contains("--enable-admission-plugins=NamespaceLifecycle,NodeRestriction,LimitRanger,ServiceAccount,"
                         "DefaultStorageClass,ResourceQuota,RuntimeClass"));
    EXPECT_THAT(api_objects(first), IsEmpty());
    EXPECT_EQ(sequence.stages.back().state, desired);
}

TEST(Sequence, DeletesThePolicyAndItsRightsUsersFirst) {
    const auto sequence = border(minimal_state_of({1, 25, 4}));
    EXPECT_THAT(kinds_of(sequence.stages.front().deleted),
                ElementsAre("ClusterRoleBinding", "ClusterRole", "PodSecurityPolicy"));
    EXPECT_THAT(sequence.stages.back().deleted, IsEmpty());
}

TEST(Sequence, TakesNothingThatTheOldVersionDoesNotHave) {
    auto desired = minimal_state_of({1, 25, 4});
    auto& component = desired.component(api_server);
    component.flags = {{"etcd-readycheck-timeout", "3s"}, {"v", "4"}};
    component.extra_flags = {"--aggregator-reject-forwarding-redirect=true", "--etcd-readycheck-timeout=3s"};
    component.feature_gates = {{"ContainerCheckpoint", true}, {"EphemeralContainers", true}};
    desired.apiserver.admission_plugins = {"PodSecurityPolicy"};
    const auto sequence = border(desired);
    const auto flags = flags_of(api_server, sequence.stages.front().state, {});
    EXPECT_THAT(flags, Contains("--v=4"));
    EXPECT_THAT(flags, Not(Contains(HasSubstr("etcd-readycheck"))));
    EXPECT_THAT(flags, Contains("--feature-gates=EphemeralContainers=true"));
    EXPECT_THAT(flags, Not(Contains(HasSubstr("PodSecurityPolicy"))));
}

TEST(Sequence, ElsewhereOnePublicationDoes) {
    for (int minor = oldest_minor + 1; minor <= newest_minor; ++minor) {
        if (minor == 25) continue;
        EXPECT_FALSE(sequence_from(minimal_state_of({1, minor, 0}), {1, minor - 1, 0})) << minor;
    }
    EXPECT_FALSE(sequence_from(minimal_state_of({1, 24, 17}), {1, 24, 0}));
}

TEST(Sequence, ForPeopleNamesTheVersions) {
    const auto view = view_of(border(minimal_state_of({1, 25, 4})), 0);
    EXPECT_EQ(view.name, "PodSecurityPolicyBorder");
    EXPECT_EQ(model::stage_text(view),
              "stage 1 of 2, WithoutThePlugin: publish a generation of v1.24.17 without the admission plugin "
              "PodSecurityPolicy");
    EXPECT_EQ(view.stages.back().what, "publish the generation of v1.25.4");
    for (const auto& stage : view.stages) EXPECT_THAT(stage.what + stage.why, Not(HasSubstr("{")));
}

TEST(Sequence, IsTheCauseOfWhatIsNotYetAsDesired) {
    const auto sequence = border(minimal_state_of({1, 25, 4}));
    const auto is_stage = [](const model::Cause& cause) { return cause.origin.kind == model::OriginKind::stage; };
    std::vector<std::string> parts;
    for (const auto& explanation : explanations_at(sequence, 0, {})) {
        for (const auto& part : explanation.parts) {
            if (std::ranges::any_of(part.written.causes, is_stage)) parts.push_back(part.name);
        }
    }
    EXPECT_THAT(parts,
                ElementsAre("admission-control-config-file", "annotation seccomp.security.alpha.kubernetes.io/pod"));
    for (const auto& explanation : explanations_at(sequence, 1, {})) {
        for (const auto& part : explanation.parts) {
            EXPECT_TRUE(std::ranges::none_of(part.written.causes, is_stage)) << part.name;
        }
    }
}

}  // namespace planekeeper::kubernetes::test::sequences_test
