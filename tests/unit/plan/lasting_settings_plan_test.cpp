#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::lasting_settings_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::string manifest_with(const std::string& flags) {
    return "kind: Pod\nspec: {containers: [{name: kube-apiserver, command: [kube-apiserver, " + flags + "]}]}\n";
}

World with_server(const std::string& flags) {
    World world;
    const auto text = manifest_with(flags);
    world.observed.files["/etc/kubelet.d/kube-api-server.yaml"] = {.presence = Presence::present, .mode = 0644,
                                                                   .digest = Digest::of(text), .text = text};
    return world;
}

TEST(FoundServer, OfOtherSettingsIsToldWithBothValuesAndTheHarm) {
    const auto world = with_server("--service-account-issuer=https://old, --service-cluster-ip-range=10.96.0.0/12, "
                                   "--etcd-prefix=/other, --secure-port=443");

    const auto warnings = world.plan().warnings;

    EXPECT_THAT(warnings, Contains(AllOf(HasSubstr("--service-account-issuer \"https://old\""), HasSubstr("\"api\""),
                                         HasSubstr("token"), HasSubstr("spec.apiserver.serviceAccountIssuer"))));
    EXPECT_THAT(warnings, Contains(AllOf(HasSubstr("\"10.96.0.0/12\""), HasSubstr("\"10.32.0.0/24\""))));
    EXPECT_THAT(warnings, Contains(AllOf(HasSubstr("\"/other\""), HasSubstr("spec.apiserver.flags"))));
    EXPECT_THAT(warnings, Contains(HasSubstr("--secure-port \"443\"")));
}

TEST(FoundServer, OfTheSameSettingsIsNotMentioned) {
    const auto world = with_server("--service-account-issuer=api, --service-cluster-ip-range=10.32.0.0/24");
    EXPECT_THAT(world.plan().warnings, Not(Contains(HasSubstr("planekeeper's would have"))));

    const auto converged = converged_world();
    EXPECT_THAT(converged.plan().warnings, Not(Contains(HasSubstr("planekeeper's would have")))) << "its own";
}

}  // namespace
}  // namespace planekeeper::plan::test::lasting_settings_plan_test
