#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::kubeconfig_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string resource = "KeyMaterial/admin-kubeconfig";

World world_with_kubeconfig() {
    World world;
    world.desired.admin_kubeconfig =
        model::AdminKubeconfig{"/etc/planekeeper/admin.kubeconfig", "https://192.168.10.50:6443"};
    world.observed.directories["/etc/planekeeper"] = Presence::present;
    return world;
}

TEST(AdminKubeconfig, OfOurOwnFollowsTheServer) {
    auto world = world_with_kubeconfig();
    ASSERT_TRUE(world.converge());
    world.desired.admin_kubeconfig->server = "https://192.168.10.50:16443";

    const auto plan = world.plan();

    EXPECT_THAT(shown(plan), ElementsAre("reissue " + resource));
    EXPECT_THAT(plan.changes.front().shown.summary,
                HasSubstr("its server is https://192.168.10.50:6443, not https://192.168.10.50:16443"));
    ASSERT_TRUE(world.converge());
    EXPECT_THAT(world.plan().changes, IsEmpty());
}

TEST(AdminKubeconfig, OfOurOwnFollowsTheAuthority) {
    auto world = world_with_kubeconfig();
    ASSERT_TRUE(world.converge());
    world.observed.materials["admin-kubeconfig"].custody.kubeconfig->trusts_authority = false;

    EXPECT_THAT(shown(world.plan()), ElementsAre("reissue " + resource));
}

TEST(AdminKubeconfig, OfSomebodyElseIsRefusedWithTheReason) {
    const auto refused = [](auto change) {
        auto world = world_with_kubeconfig();
        world.publish("admin-kubeconfig");
        change(world.observed.materials["admin-kubeconfig"].published);
        const auto plan = world.plan();
        EXPECT_EQ(status_of(plan, resource).reason, "AdoptionRefused");
        EXPECT_EQ(change_of(plan, ResourceKind::key_material, "admin-kubeconfig"), nullptr);
        EXPECT_EQ(change_of(plan, ResourceKind::file, "/etc/planekeeper/admin.kubeconfig"), nullptr);
        return status_of(plan, resource).message;
    };
    using Facts = model::MaterialFacts;
    EXPECT_THAT(refused([](Facts& facts) { facts.kubeconfig->server = "https://10.9.8.7:6443"; }),
                AllOf(HasSubstr("its server is https://10.9.8.7:6443"), HasSubstr("spec.adminKubeconfig.server")));
    EXPECT_THAT(refused([](Facts& facts) { facts.kubeconfig->trusts_authority = false; }),
                HasSubstr("another cluster's"));
    EXPECT_THAT(refused([](Facts& facts) { facts.kubeconfig->has_authority = false; }),
                HasSubstr("no certificate authority"));
    EXPECT_THAT(refused([](Facts& facts) { facts.key_matches = false; }), HasSubstr("its key does not belong"));
    EXPECT_THAT(refused([](Facts& facts) { facts.signed_by_authority = false; }),
                AllOf(HasSubstr("not signed by /var/lib/kubernetes/ca.pem"),
                      HasSubstr("/etc/planekeeper/admin.kubeconfig"), HasSubstr("remove it")));
    EXPECT_THAT(refused([](Facts& facts) { facts.certificate->organizations = {"developers"}; }),
                HasSubstr("is no administrator"));
    EXPECT_THAT(refused([](Facts& facts) { facts.kubeconfig->problem = "it has no current-context"; }),
                HasSubstr("no current-context"));
}

TEST(AdminKubeconfig, ThatFitsIsAdopted) {
    auto world = world_with_kubeconfig();
    world.publish("admin-kubeconfig");
    auto& published = world.observed.materials["admin-kubeconfig"].published;
    published.certificate->organizations = {"kubeadm:cluster-admins"};
    published.kubeconfig->server = "https://192.168.10.50:6443/";

    const auto plan = world.plan();
    const auto* change = change_of(plan, ResourceKind::key_material, "admin-kubeconfig");

    ASSERT_NE(change, nullptr);
    EXPECT_EQ(change->shown.verb, model::Verb::adopt);
}

TEST(AdminKubeconfig, ThatIsRefusedHoldsNothingElseUp) {
    auto world = world_with_kubeconfig();
    world.publish("admin-kubeconfig");
    world.observed.materials["admin-kubeconfig"].published.kubeconfig->server = "https://10.9.8.7:6443";

    EXPECT_FALSE(world.converge());

    EXPECT_TRUE(world.ledger.rollouts[model::ComponentId::api_server].last_good) << "the API server runs all the same";
    EXPECT_EQ(status_of(world.plan(), resource).reason, "AdoptionRefused");
}

}  // namespace
}  // namespace planekeeper::plan::test::kubeconfig_plan_test
