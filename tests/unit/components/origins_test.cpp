#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "components/component_row.hpp"
#include "facts/minors.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::origins_test {

namespace {

using model::Origin;
using model::OriginKind;
using testing::ElementsAre;
using testing::Field;

constexpr auto api_server = model::ComponentId::api_server;

CommandLine line_of(const model::DesiredState& desired, const Cures& cures = {}) {
    return row_of(api_server).command_line(desired, cures);
}

auto is_from(OriginKind kind, const std::string& name) {
    return Field(&model::Cause::origin, testing::AllOf(Field(&Origin::kind, kind), Field(&Origin::name, name)));
}

/// "a,b" of the parts.
std::string parts_of(const model::Written& written) {
    std::string text;
    for (const auto& cause : written.causes) text += (text.empty() ? "" : ",") + cause.part;
    return text;
}

}  // namespace

TEST(Origins, EveryFlagOfEveryMinorHasOne) {
    for (int minor = oldest_minor; minor <= newest_minor; ++minor) {
        for (const auto& [flag, written] : line_of(minimal_state_of({1, minor, 0}))) {
            for (const auto& [part, origin, left_out] : written.causes) {
                EXPECT_NE(origin.name + origin.reason, "") << flag << " of 1." << minor;
            }
            const bool has_cause = !written.causes.empty() || written.value == "";
            EXPECT_TRUE(has_cause) << flag << " of 1." << minor;
        }
    }
}

TEST(Origins, TheItemsOfAListMakeTheValue) {
    for (const char* flag : {"enable-admission-plugins", "feature-gates", "runtime-config", "authorization-mode"}) {
        const auto line = line_of(everything_different());
        ASSERT_TRUE(line.contains(flag)) << flag;
        EXPECT_EQ(parts_of(line.at(flag)), line.at(flag).value) << flag;
    }
}

TEST(Origins, AFlagOfTheUserIsFromTheirEntry) {
    const auto line = line_of(everything_different());
    EXPECT_THAT(line.at("v").causes, ElementsAre(is_from(OriginKind::field, "spec.apiserver.flags.v")));
    EXPECT_EQ(line.at("v").value, "4");
    EXPECT_EQ(line.at("event-ttl").value, std::nullopt);
    EXPECT_THAT(line.at("event-ttl").causes, ElementsAre(is_from(OriginKind::field, "spec.apiserver.flags.event-ttl")));
}

TEST(Origins, AFlagOfSomeMinorsSaysWhichAndWhy) {
    const auto old = line_of(minimal_state_of({1, 20, 1}));
    EXPECT_THAT(old.at("kubelet-https").causes,
                ElementsAre(is_from(OriginKind::choice, ""), is_from(OriginKind::version, "v1.20 to v1.21")));
    const auto left_out = line_of(minimal_state_of({1, 22, 0})).at("kubelet-https");
    EXPECT_EQ(left_out.value, std::nullopt);
    EXPECT_THAT(left_out.causes, ElementsAre(is_from(OriginKind::other_versions, "v1.20 to v1.21")));
}

TEST(Origins, ACureStandsBesideTheUsersGates) {
    auto desired = minimal_state();
    desired.component(api_server).feature_gates = {{"EphemeralContainers", true}, {"APIPriorityAndFairness", true}};
    const auto gates = line_of(desired, {std::string{flow_control_cure}}).at("feature-gates");
    EXPECT_EQ(gates.value, "APIPriorityAndFairness=false,EphemeralContainers=true");
    EXPECT_THAT(gates.causes, ElementsAre(is_from(OriginKind::field, "spec.apiserver.featureGates.EphemeralContainers"),
                                          is_from(OriginKind::cure, std::string{flow_control_cure})));
}

TEST(Origins, WhatTheVersionDoesByItselfIsLeftOutAndSaysWhy) {
    auto desired = minimal_state_of({1, 30, 0});
    desired.component(api_server).feature_gates = {{"APIPriorityAndFairness", false}, {"EphemeralContainers", true}};
    desired.apiserver.admission_plugins = {"NodeRestriction", "PodSecurityPolicy"};
    const auto line = line_of(desired);
    for (const char* flag : {"feature-gates", "enable-admission-plugins"}) {
        const auto& causes = line.at(flag).causes;
        const auto dropped = std::ranges::find(causes, true, &model::Cause::left_out);
        ASSERT_NE(dropped, causes.end()) << flag;
        EXPECT_NE(dropped->origin.reason, "") << flag;
    }
    EXPECT_EQ(line.at("enable-admission-plugins").value, "NodeRestriction");
    EXPECT_NE(line.at("enable-priority-and-fairness").causes.front().origin.reason, "") << "why it is a flag now";
}

TEST(Origins, AFlagThatNobodyAsksForNamesTheFieldThatWould) {
    auto desired = minimal_state_of({1, 30, 0});
    desired.apiserver.audit.enabled = false;
    desired.policies.pods = model::PodPolicy::none;
    const auto line = line_of(desired);
    for (const auto& [flag, field] : {std::pair{"audit-log-path", "spec.apiserver.audit.enabled"},
                                      std::pair{"audit-policy-file", "spec.apiserver.audit.enabled"},
                                      std::pair{"encryption-provider-config", "spec.encryption.provider"},
                                      std::pair{"admission-control-config-file", "spec.policies.pods"},
                                      std::pair{"secure-port", "spec.apiserver.port"},
                                      std::pair{"request-timeout", "spec.apiserver.requestTimeout"}}) {
        ASSERT_TRUE(line.contains(flag)) << flag;
        EXPECT_EQ(line.at(flag).value, std::nullopt) << flag;
        EXPECT_THAT(line.at(flag).causes, ElementsAre(is_from(OriginKind::field, field))) << flag;
    }
}

}  // namespace planekeeper::kubernetes::test::origins_test
