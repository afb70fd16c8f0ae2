#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::storage_plan_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

const std::string ca = "KeyMaterial/ca";
const std::string encryption = "KeyMaterial/encryption-config";

TEST(VolatileStorage, MakesNoKeyAndNamesBothCures) {
    World world;
    world.observed.state_storage = {.kind = "tmpfs", .forgets = true};

    const auto plan = world.plan();

    for (const auto& name : {ca, encryption}) {
        EXPECT_EQ(status_of(plan, name).reason, "VolatileStorage");
        EXPECT_EQ(status_of(plan, name).state, model::State::pending);
        EXPECT_THAT(status_of(plan, name).message,
                    AllOf(HasSubstr("/var/lib/planekeeper is on tmpfs"), HasSubstr("Mount a file system that lasts"),
                          HasSubstr("spec.pki.allowVolatileStorage: true")));
        EXPECT_EQ(waits_for(plan, name), "storage that lasts");
    }
    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "ca"), nullptr);
    EXPECT_EQ(conditions(plan).front().reason, "VolatileStorage");
}

TEST(VolatileStorage, ThatIsMeantSoIsAWarning) {
    World world;
    world.observed.state_storage = {.kind = "tmpfs", .forgets = true};
    world.desired.pki.allow_volatile_storage = true;

    const auto plan = world.plan();

    EXPECT_NE(change_of(plan, ResourceKind::key_material, "ca"), nullptr);
    EXPECT_THAT(plan.warnings, Contains(HasSubstr("spec.pki.allowVolatileStorage says that it is meant so")));
}

TEST(VolatileStorage, OfANodeThatLivesStillRenewsItsLeaves) {
    auto world = converged_world();
    world.observed.state_storage = {.kind = "tmpfs", .forgets = true};
    world.observed.materials["kubernetes"].custody.certificate->not_after = world.now.system + std::chrono::days{1};

    EXPECT_THAT(shown(world.plan()), Contains("reissue KeyMaterial/kubernetes"));
}

TEST(NetworkStorage, IsToldToNoticeLate) {
    auto world = converged_world();
    world.observed.storage["/etc/kubelet.d"] = {.kind = "nfs", .network = true};

    EXPECT_THAT(world.plan().warnings,
                Contains(AllOf(HasSubstr("/etc/kubelet.d (nfs)"), HasSubstr("within a minute"))));
}

}  // namespace
}  // namespace planekeeper::plan::test::storage_plan_test
