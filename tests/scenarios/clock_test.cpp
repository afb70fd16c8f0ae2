#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"
#include "ledger/ledger_store.hpp"

// A wall clock that is wrong for a while, with and without NTP.

namespace planekeeper::scenarios::clock_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string ca = "KeyMaterial/ca";
const std::string leaf = "KeyMaterial/kubernetes";
const auto today = *from_rfc3339("2026-11-24T07:00:00Z");
const auto wrong = *from_rfc3339("2030-01-01T00:00:00Z");

SystemTime floor_of(FakeNode& node) { return ledger::LedgerStore{node.files}.load()->time_floor; }

/// The desired state is saved while the clock is wrong, so that the ledger is written then.
struct WrongForAMoment : ConvergedNode {
    WrongForAMoment() {
        clock.set_system(wrong);
        desire(text("  apiserver: {flags: {v: \"4\"}}\n"));
        EXPECT_TRUE(daemon->converge()) << daemon->unready();
    }
};

TEST(WrongClock, OfAMomentIsForgottenWithIt) {
    WrongForAMoment node;
    EXPECT_LT(floor_of(node), wrong) << "nobody vouched for that time";
    node.clock.set_system(today);

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    EXPECT_EQ(node.daemon->resource(leaf)->state, model::State::ready) << node.daemon->resource(leaf)->message;
    EXPECT_EQ(node.daemon->resource("Clock/system"), nullptr);
}

TEST(WrongClock, ThatAnEarlierReleaseRememberedGivesWayToASynchronisedOne) {
    ConvergedNode node;
    node.daemon.reset();
    ledger::LedgerStore store{node.files};
    auto ledger = *store.load();
    ledger.time_floor = wrong;
    ASSERT_TRUE(store.save(ledger));
    node.clock.set_system(today);
    node.files.erase("/var/lib/planekeeper/custody/kubernetes");
    node.files.erase("/var/lib/kubernetes/kubernetes.pem");
    node.files.erase("/var/lib/kubernetes/kubernetes-key.pem");
    node.daemon.emplace(node);
    node.daemon->passes(5);

    const auto* told = node.daemon->resource("Clock/system");
    ASSERT_NE(told, nullptr);
    EXPECT_EQ(told->state, model::State::degraded);
    EXPECT_EQ(told->reason, "ClockBehindFloor");
    EXPECT_THAT(told->message, AllOf(HasSubstr("2026-11-24T07:0"), HasSubstr("2030-01-01T00:00:00Z"),
                                     HasSubstr("time synchronisation"), HasSubstr("docs/operations.md")));
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "ClockBehindFloor");
    EXPECT_EQ(node.daemon->resource(leaf)->reason, "ClockNotTrusted");
    EXPECT_THAT(node.daemon->resource(leaf)->message, AllOf(HasSubstr("2030-01-01"), Not(HasSubstr("no RTC"))));

    node.clock.set_synchronised(true);
    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_LT(floor_of(node), today + std::chrono::hours{1});
    EXPECT_EQ(node.daemon->condition("Degraded").status, model::ConditionStatus::no);
}

TEST(WrongClock, BehindASynchronisedTimeIssuesNothing) {
    ConvergedNode node;
    ASSERT_GE(floor_of(node), *from_rfc3339("2026-11-24T06:00:00Z"));
    node.clock.set_system(*from_rfc3339("2026-11-23T00:00:00Z"));

    node.daemon->passes(3);

    ASSERT_NE(node.daemon->resource("Clock/system"), nullptr);
    EXPECT_EQ(node.daemon->resource("Clock/system")->reason, "ClockBehindFloor");
    EXPECT_EQ(node.daemon->resource(leaf)->reason, "NotValidNow");
}

TEST(WrongClock, OfABlankNodeIsToldOfTheAuthorityItMade) {
    FakeNode node;
    node.clock.set_system(*from_rfc3339("2099-01-01T00:00:00Z"));
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    node.clock.set_system(today);
    node.clock.set_synchronised(true);

    daemon.passes(20);

    const auto* authority = daemon.resource(ca);
    EXPECT_EQ(authority->state, model::State::failed);
    EXPECT_THAT(authority->message, AllOf(HasSubstr("2098-12-31"), HasSubstr("2026-11-24"), HasSubstr("same key")));
    EXPECT_EQ(daemon.resource(leaf)->reason, "AuthorityNotValid");
    EXPECT_LE(floor_of(node), today + std::chrono::hours{1});
}

TEST(WrongClock, ThatIsRightAgainIsNotWrittenDownAtEveryPass) {
    WrongForAMoment node;
    node.clock.set_system(today);
    node.clock.set_synchronised(true);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.daemon->passes(3);
    node.files.forget_effects();

    node.daemon->passes(50);

    EXPECT_THAT(node.files.effects(), testing::IsEmpty());
}

}  // namespace
}  // namespace planekeeper::scenarios::clock_test
