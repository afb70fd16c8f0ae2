#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::file_access_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string key = "/var/lib/kubernetes/service-account-key.pem";

TEST(FileAccess, ThatIsDeclaredIsGivenAndKept) {
    auto world = converged_world();
    world.observed.groups["etcd"] = 105;
    world.desired.files = {{key, "etcd", 0640}};

    const auto plan = world.plan();

    ASSERT_EQ(plan.changes.size(), 1U);
    EXPECT_EQ(plan.changes.front().action, (model::Action{model::SetMetadata{key, 0640, 105}}));
    ASSERT_TRUE(world.converge());
    EXPECT_EQ(world.observed.files[key].gid, 105U);
    world.observed.files[key] = {};
    const auto repair = world.plan();
    const auto* write = change_of(repair, ResourceKind::file, key);
    ASSERT_NE(write, nullptr);
    EXPECT_EQ(std::get<model::WriteFile>(write->action).gid, 105U) << "it comes back with its group";
    EXPECT_EQ(std::get<model::WriteFile>(write->action).mode, 0640U);
}

TEST(FileAccess, MayNameAGroupByItsNumber) {
    auto world = converged_world();
    world.desired.files = {{key, "105", 0640}};
    ASSERT_TRUE(world.converge());
    EXPECT_EQ(world.observed.files[key].gid, 105U);
}

TEST(FileAccess, OfAGroupThatDoesNotExistIsReportedAndNothingIsChanged) {
    auto world = converged_world();
    world.desired.files = {{key, "etdc", 0640}};

    const auto plan = world.plan();

    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_EQ(status_of(plan, "File/" + key).reason, "GroupUnknown");
    EXPECT_THAT(status_of(plan, "File/" + key).message, HasSubstr("etdc"));
}

TEST(FileAccess, OfAGroupThatSomebodyGaveIsKeptAndTold) {
    auto world = converged_world();
    world.observed.files[key].mode = 0640;
    world.observed.files[key].gid = 105;

    const auto plan = world.plan();

    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_EQ(status_of(plan, "File/" + key).state, model::State::degraded);
    EXPECT_EQ(status_of(plan, "File/" + key).reason, "ReadByGroup");
    EXPECT_THAT(status_of(plan, "File/" + key).message, AllOf(HasSubstr("group 105"), HasSubstr("spec.files")));
}

TEST(FileAccess, OfEverybodyToASecretIsTakenEvenWhenAGroupReadsIt) {
    auto world = converged_world();
    world.observed.files[key].mode = 0644;
    world.observed.files[key].gid = 105;

    EXPECT_EQ(world.plan().changes.front().action, (model::Action{model::SetMetadata{key, 0640, 105}}));
    world.observed.files[key].gid = 0;
    EXPECT_EQ(world.plan().changes.front().action, (model::Action{model::SetMetadata{key, 0600, 0}}));
}

TEST(FileAccess, ThatAReaderWouldLoseIsToldBeforeAFileIsTakenOver) {
    World world;
    world.publish("service-account");
    world.observed.files[key].mode = 0644;

    const auto plan = world.plan();

    const auto* adopt = change_of(plan, ResourceKind::key_material, "service-account");
    ASSERT_NE(adopt, nullptr);
    EXPECT_THAT(adopt->shown.summary, HasSubstr(key + " can be read by everybody now"));
    EXPECT_THAT(plan.warnings, Contains(HasSubstr("spec.files")));
}

}  // namespace
}  // namespace planekeeper::plan::test::file_access_test
