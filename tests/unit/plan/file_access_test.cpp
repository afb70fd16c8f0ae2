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
using ::testing::Not;

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
    EXPECT_EQ(model::get_action<model::WriteFile>(write->action).gid, 105U) << "it comes back with its group";
    EXPECT_EQ(model::get_action<model::WriteFile>(write->action).mode, 0640U);
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

TEST(FileAccess, OfAUserIsGivenByANewFileAndKept) {
    auto world = converged_world();
    world.observed.users["etcd"] = 104;
    world.desired.files = {{key, "root", 0640, "etcd"}};

    const auto plan = world.plan();

    const auto* write = change_of(plan, ResourceKind::file, key);
    ASSERT_NE(write, nullptr);
    EXPECT_EQ(model::get_action<model::WriteFile>(write->action).uid, 104U)
        << "a mode that is not root's is not root's to change";
    ASSERT_TRUE(world.converge());
    EXPECT_EQ(world.observed.files[key].uid, 104U);
    EXPECT_TRUE(world.observed.copies.empty()) << "the bytes are planekeeper's own";
    world.observed.files[key].mode = 0600;
    const auto repair = world.plan();
    ASSERT_NE(change_of(repair, ResourceKind::file, key), nullptr);
    EXPECT_TRUE(model::is_action<model::WriteFile>(change_of(repair, ResourceKind::file, key)->action));
}

TEST(FileAccess, OfAUserThatDoesNotExistIsReportedAndNothingIsChanged) {
    auto world = converged_world();
    world.desired.files = {{key, "root", 0640, "etdc"}};

    const auto plan = world.plan();

    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_EQ(status_of(plan, "File/" + key).reason, "UserUnknown");
}

TEST(FileAccess, ThatAUserOrGroupWouldLoseIsToldBeforeAFileIsReplaced) {
    World world;
    const std::string policy = "/etc/kubernetes/config/audit-policy.yaml";
    world.observed.files[policy] = {.presence = Presence::present,
                                    .mode = 0640,
                                    .uid = 1000,
                                    .gid = 105,
                                    .digest = Digest::of("theirs"),
                                    .text = "theirs"};

    EXPECT_THAT(world.plan().warnings, Contains(AllOf(HasSubstr(policy + " can be read by user 1000"),
                                                      HasSubstr("and group 105 now"), HasSubstr("root alone"))));
    world.desired.files = {{policy, "105", 0640}};
    EXPECT_THAT(world.plan().warnings, Contains(AllOf(HasSubstr("user 1000"), Not(HasSubstr("and group 105 now")))));
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
