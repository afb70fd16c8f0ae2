#include "upgrades/version_step.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "components/render.hpp"
#include "facts/skew.hpp"
#include "unit/components/states.hpp"

namespace planekeeper::kubernetes::test::version_step_test {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

}  // namespace

TEST(AtVersion, DefaultsFollowAndTheUsersOwnStays) {
    auto desired = minimal_state_of({1, 24, 17});
    const auto newer = at_version(desired, {1, 25, 4});
    EXPECT_EQ(newer, minimal_state_of({1, 25, 4}));
    EXPECT_EQ(at_version(newer, {1, 24, 17}), desired);
    desired.apiserver.admission_plugins = {"NodeRestriction"};
    desired.taints = {};
    desired.component(model::ComponentId::api_server).image.source = model::BinaryPath{.path = "/opt/kube-apiserver"};
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

}  // namespace planekeeper::kubernetes::test::version_step_test
