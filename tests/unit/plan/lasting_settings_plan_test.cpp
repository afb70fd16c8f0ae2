#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::lasting_settings_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string ours = "/etc/kubelet.d/kube-api-server.yaml";
const std::string theirs = "/etc/kubelet.d/my-apiserver.yaml";

std::string manifest_with(const std::string& flags) {
    return "kind: Pod\nspec: {containers: [{name: kube-apiserver, command: [kube-apiserver, " + flags + "]}]}\n";
}

World with_server(const std::string& flags) {
    World world;
    const auto text = manifest_with(flags);
    world.observed.files[ours] = {
        .presence = Presence::present, .mode = 0644, .digest = Digest::of(text), .text = text};
    return world;
}

TEST(FoundServer, OfOtherSettingsIsToldWithBothValuesAndTheHarm) {
    const auto world = with_server(
        "--service-account-issuer=https://old, --service-cluster-ip-range=10.96.0.0/12, "
        "--etcd-prefix=/other, --secure-port=443");

    const auto warnings = world.plan().warnings;

    EXPECT_THAT(warnings, Contains(AllOf(HasSubstr("--service-account-issuer \"https://old\""), HasSubstr("\"api\""),
                                         HasSubstr("token"), HasSubstr("spec.apiserver.serviceAccountIssuer"))));
    EXPECT_THAT(warnings, Contains(AllOf(HasSubstr("\"10.96.0.0/12\""), HasSubstr("\"10.32.0.0/24\""))));
    EXPECT_THAT(warnings, Contains(AllOf(HasSubstr("\"/other\""), HasSubstr("spec.apiserver.flags"))));
    EXPECT_THAT(warnings, Contains(HasSubstr("--secure-port \"443\"")));
}

/// A server from a manifest with another name, as a single look of `planekeeper plan` sees it.
World with_server_elsewhere(const std::string& flags) {
    World world;
    world.observed.foreign_manifests = {"my-apiserver.yaml"};
    world.observed.foreign_texts[theirs] = manifest_with(flags);
    return world;
}

TEST(FoundServer, OfOtherSettingsIsPartOfThePlanBeforeAnyLedgerIsWritten) {
    const auto world = with_server_elsewhere("--service-account-issuer=https://my.home");

    const auto plan = world.plan();

    const auto publication = std::ranges::find(plan.waiting, to_string(ResourceId{ResourceKind::static_pod, ours}),
                                               [](const auto& change) { return to_string(change.resource); });
    ASSERT_NE(publication, plan.waiting.end());
    EXPECT_THAT(publication->summary,
                AllOf(HasSubstr("\"https://my.home\""), HasSubstr("spec.apiserver.serviceAccountIssuer")));
    const auto removal = std::ranges::find(plan.waiting, model::Verb::remove, &model::PlannedChange::verb);
    ASSERT_NE(removal, plan.waiting.end());
    EXPECT_THAT(removal->summary, AllOf(HasSubstr(theirs), HasSubstr("/var/lib/planekeeper/replaced" + theirs)));
}

TEST(FoundServer, OfOtherSettingsIsToldUntilItsSuccessorHasSoaked) {
    auto world = with_server("--service-account-issuer=https://old, --secure-port=6443");
    world.publish_all();
    std::string published;
    for (int i = 0; i < 40 && !world.plan().converged; ++i) {
        const auto plan = world.plan();
        if (const auto* change = change_of(plan, ResourceKind::static_pod, ours)) published = change->shown.summary;
        EXPECT_THAT(plan.warnings, Contains(HasSubstr("\"https://old\""))) << i;
        world.follow(plan);
        world.advance(std::chrono::seconds{1});
    }
    EXPECT_THAT(published, HasSubstr("\"https://old\"")) << "the event of the publication records it";
    ASSERT_TRUE(world.plan().converged);
    EXPECT_THAT(world.plan().warnings, Contains(AllOf(HasSubstr("had --service-account-issuer \"https://old\""),
                                                      HasSubstr("planekeeper's has \"api\""))));

    world.follow(world.plan());
    world.ledger.rollouts[model::ComponentId::api_server].soaked =
        world.ledger.rollouts[model::ComponentId::api_server].current->id;
    EXPECT_THAT(world.plan().warnings, Not(Contains(HasSubstr("https://old"))));
}

TEST(FoundServer, OfTheSameSettingsIsNotMentioned) {
    const auto world = with_server("--service-account-issuer=api, --service-cluster-ip-range=10.32.0.0/24");
    EXPECT_THAT(world.plan().warnings, Not(Contains(HasSubstr("planekeeper's would have"))));

    const auto converged = converged_world();
    EXPECT_THAT(converged.plan().warnings, Not(Contains(HasSubstr("planekeeper's would have")))) << "its own";
}

}  // namespace
}  // namespace planekeeper::plan::test::lasting_settings_plan_test
