#include "status/router.hpp"

#include <gtest/gtest.h>

#include "status/plan_json.hpp"
#include "status/provenance_json.hpp"
#include "status/reply_json.hpp"
#include "status/snapshot_json.hpp"
#include "unit/status/sample_snapshot.hpp"

namespace planekeeper::status::router_test {
namespace {

constexpr edges::LocalPeer root{.uid = 0, .gid = 0, .in_group = false};
constexpr edges::LocalPeer reader{.uid = 1000, .gid = 990, .in_group = true};
constexpr edges::LocalPeer stranger{.uid = 1001, .gid = 1001, .in_group = false};

class StatusRouterTest : public testing::Test {
protected:
    edges::LocalResponse route(const std::string& method, const std::string& target,
                               const edges::LocalPeer& peer = root, const std::string& last_event_id = "") {
        return router_.route({.method = method, .target = target, .body = "", .last_event_id = last_event_id}, peer);
    }

    model::Snapshot snapshot_ = sample_snapshot();
    std::vector<model::Event> events_ = {{3, {}, model::EventType::normal, "", "Three", ""},
                                         {4, {}, model::EventType::normal, "", "Four", ""}};
    std::vector<model::Explanation> explanations_ = {{{model::ResourceKind::file, "/a"}, "", {}}};
    bool passes_happen_ = true;
    int reconcile_requests_ = 0;
    int retry_requests_ = 0;
    int new_clusters_ = 0;
    StatusRouter router_{{.snapshot = [this]() -> const model::Snapshot& { return snapshot_; },
                          .explanations = [this] { return explanations_; },
                          .recent_events = [this] { return events_; },
                          .passes_happen = [this] { return passes_happen_; },
                          .request_reconcile = [this] { ++reconcile_requests_; },
                          .request_retry = [this] { ++retry_requests_; },
                          .begin_new_cluster = [this] { ++new_clusters_; }}};
};

struct Permission {
    const char* method;
    const char* target;
    int as_root;
    int as_reader;
    int as_stranger;
};

TEST_F(StatusRouterTest, EveryoneGetsWhatTheirIdentityAllows) {
    const Permission table[] = {
        {"GET", "/v1/status", 200, 200, 403},
        {"GET", "/v1/plan", 200, 200, 403},
        {"GET", "/v1/provenance", 200, 200, 403},
        {"GET", "/v1/events", 200, 200, 403},
        {"GET", "/healthz", 200, 200, 403},
        {"POST", "/v1/reconcile", 202, 403, 403},
        {"GET", "/v1/reconcile", 405, 405, 403},
        {"POST", "/v1/retry", 202, 403, 403},
        {"GET", "/v1/retry", 405, 405, 403},
        {"POST", "/v1/new-cluster", 202, 403, 403},
        {"GET", "/v1/new-cluster", 405, 405, 403},
        {"POST", "/v1/status", 405, 405, 403},
        {"DELETE", "/v1/plan", 405, 405, 403},
        {"GET", "/", 404, 404, 403},
        {"GET", "/v1/status/", 404, 404, 403},
        {"POST", "/v2/reconcile", 404, 404, 403},
        {"GET", "", 404, 404, 403},
        {"GET", "/v1/events?since=x", 400, 400, 403},
    };
    for (const auto& row : table) {
        EXPECT_EQ(route(row.method, row.target, root).status, row.as_root) << row.method << row.target;
        EXPECT_EQ(route(row.method, row.target, reader).status, row.as_reader) << row.method << row.target;
        EXPECT_EQ(route(row.method, row.target, stranger).status, row.as_stranger) << row.method << row.target;
    }
}

TEST_F(StatusRouterTest, ErrorsAreRecords) {
    for (const auto* target : {"/nowhere", "/v1/events?since=x", "/v1/reconcile"}) {
        const auto response = route("GET", target);
        EXPECT_EQ(response.content_type, "application/json");
        EXPECT_NE(message_of_error_json(response.body), "") << target;
    }
}

TEST_F(StatusRouterTest, AWrongMethodIsToldTheRightOne) {
    EXPECT_EQ(route("PUT", "/v1/status").allow, "GET");
    EXPECT_EQ(route("GET", "/v1/reconcile").allow, "POST");
    EXPECT_EQ(route("GET", "/v1/status").allow, "");
}

TEST_F(StatusRouterTest, StatusAndPlanAreTheLatestSnapshot) {
    EXPECT_EQ(snapshot_from_json(route("GET", "/v1/status").body).value(), snapshot_);
    snapshot_.plan.clear();
    EXPECT_EQ(plan_from_json(route("GET", "/v1/plan?pretty=1").body).value(), plan_report(snapshot_));
}

TEST_F(StatusRouterTest, ProvenanceIsThatOfTheDesiredStateInForce) {
    const auto report = provenance_from_json(route("GET", "/v1/provenance").body);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->desired_state_file, snapshot_.desired_state_file);
    EXPECT_EQ(report->explanations, explanations_);
}

TEST_F(StatusRouterTest, ReadingAsksForNoPass) {
    for (const auto* target : {"/v1/status", "/v1/plan", "/v1/provenance", "/v1/events", "/healthz"})
        (void)route("GET", target);
    EXPECT_EQ(reconcile_requests_, 0);
}

TEST_F(StatusRouterTest, ReconcilePokesTheLoopOnceAndNamesThePassesSoFar) {
    const auto response = route("POST", "/v1/reconcile");

    EXPECT_EQ(reconcile_requests_, 1);
    EXPECT_EQ(accepted_from_json(response.body).value(), 12U);
}

TEST_F(StatusRouterTest, RetryIsAnotherRequest) {
    EXPECT_EQ(accepted_from_json(route("POST", "/v1/retry").body).value(), 12U);
    EXPECT_EQ(retry_requests_, 1);
    EXPECT_EQ(reconcile_requests_, 0);
}

TEST_F(StatusRouterTest, ARefusedRequestPokesNothing) {
    for (const auto* target : {"/v1/reconcile", "/v1/retry", "/v1/new-cluster"}) (void)route("POST", target, reader);
    EXPECT_EQ(reconcile_requests_ + retry_requests_ + new_clusters_, 0);
}

TEST_F(StatusRouterTest, HealthFollowsThePasses) {
    EXPECT_EQ(route("GET", "/healthz").body, "ok\n");
    passes_happen_ = false;
    EXPECT_EQ(route("GET", "/healthz").status, 503);
}

bool replays(const edges::LocalResponse& response, const std::string& reason) {
    return response.body.find("\"" + reason + "\"") != std::string::npos;
}

TEST_F(StatusRouterTest, EventsAreAStreamThatBeginsWithTheRecentOnes) {
    const auto response = route("GET", "/v1/events");

    EXPECT_TRUE(response.stream);
    EXPECT_EQ(response.content_type, "text/event-stream");
    EXPECT_TRUE(replays(response, "Three") && replays(response, "Four"));
}

TEST_F(StatusRouterTest, EventsAreReplayedFromWhereTheClientStopped) {
    EXPECT_FALSE(replays(route("GET", "/v1/events?since=3"), "Three"));
    EXPECT_TRUE(replays(route("GET", "/v1/events?since=3"), "Four"));
    EXPECT_FALSE(replays(route("GET", "/v1/events?since=4"), "Four"));
}

TEST_F(StatusRouterTest, RecentEventsAloneAreNoStream) {
    const auto response = route("GET", "/v1/events?since=3&follow=false");

    EXPECT_FALSE(response.stream);
    EXPECT_TRUE(replays(response, "Four"));
}

TEST_F(StatusRouterTest, LastEventIdWinsOverTheQuery) {
    EXPECT_FALSE(replays(route("GET", "/v1/events?since=0", root, "4"), "Four"));
}

TEST_F(StatusRouterTest, AClientOfAnEarlierRunOfTheDaemonGetsAllEvents) {
    EXPECT_TRUE(replays(route("GET", "/v1/events?since=900"), "Three"));
}

TEST_F(StatusRouterTest, NoEventsIsAnOpenStreamAllTheSame) {
    events_.clear();
    const auto response = route("GET", "/v1/events?since=5");
    EXPECT_TRUE(response.stream);
    EXPECT_NE(response.body, "");
}

}  // namespace
}  // namespace planekeeper::status::router_test
