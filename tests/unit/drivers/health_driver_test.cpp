#include "drivers/health_driver.hpp"

#include <gmock/gmock.h>

#include "api_world.hpp"

namespace planekeeper::drivers::health_driver_test {
namespace {

using model::Health;
using model::HealthReason;
using ::testing::HasSubstr;

constexpr kubernetes::Gate gate{.live = "/livez", .ready = "/readyz"};

class HealthDriverTest : public ApiWorld {
protected:
    HealthDriverTest() {
        mint_authority();
        answer("GET /healthz", 200, "ok");
    }
    /// Looks at a component other than the API server.
    model::ObservedHealth look_at_scheduler(const model::ObservedHealth& before = {}) {
        kubernetes::Endpoint endpoint{.host = "127.0.0.1", .port = 10259};
        return loop.await(health.look(desired, model::ComponentId::scheduler, std::move(endpoint), before, now));
    }
    /// Asks at a gate that separates liveness and readiness.
    model::ObservedHealth ask(const model::ObservedHealth& before = {}) {
        EXPECT_TRUE(http.set_peer(fakes::local_peer(6443, fakes::new_authority())));
        return loop.await(ask_for_health(&api, gate, before, now));
    }

    HealthDriver health{http, materials};
    kubeapi::ApiClient api{http};
};

TEST_F(HealthDriverTest, CountsHowOftenInARowItIsReady) {
    auto seen = look_at_scheduler();
    for (int streak = 1; streak <= 3; ++streak) {
        EXPECT_EQ(seen.state, Health::ready);
        EXPECT_EQ(seen.reason, HealthReason::none);
        EXPECT_EQ(seen.ready_streak, streak);
        EXPECT_FALSE(seen.unready_since);
        EXPECT_EQ(seen.checked_at, now.steady);
        pass(std::chrono::minutes{1});
        seen = look_at_scheduler(seen);
    }
    answer("GET /healthz", fakes::FakeHttpClient::refused());
    EXPECT_EQ(look_at_scheduler(seen).ready_streak, 0);
}

TEST_F(HealthDriverTest, IsUnreachableWhenNobodyListens) {
    answer("GET /healthz", fakes::FakeHttpClient::refused());
    const auto began = now.steady;
    const auto first = look_at_scheduler();
    EXPECT_EQ(first.state, Health::unreachable);
    EXPECT_EQ(first.reason, HealthReason::unreachable);
    EXPECT_THAT(first.detail, HasSubstr("connection refused"));
    pass(std::chrono::minutes{1});
    EXPECT_EQ(look_at_scheduler(first).unready_since, began);
}

TEST_F(HealthDriverTest, ACertificateIsRejectedByTheKindOfTheError) {
    answer("GET /healthz", fakes::FakeHttpClient::rejected());
    EXPECT_EQ(look_at_scheduler().state, Health::unreachable);
    EXPECT_EQ(look_at_scheduler().reason, HealthReason::certificate_rejected);

    answer("GET /healthz", Error{ErrorKind::transient, "words of a certificate: verify failed"});
    EXPECT_EQ(look_at_scheduler().reason, HealthReason::unreachable);
    answer("GET /healthz", 403, status(403, "certificate"));
    EXPECT_EQ(look_at_scheduler().reason, HealthReason::not_ready) << "it has answered";
}

TEST_F(HealthDriverTest, WithoutCredentialsNothingIsKnown) {
    files.erase(ledger::Custody::path("ca"));
    EXPECT_EQ(look_at_scheduler().state, Health::unknown);
    EXPECT_EQ(look_at_scheduler().reason, HealthReason::none);
}

TEST_F(HealthDriverTest, IsNotLiveWhenLifeIsDenied) {
    answer("GET /livez", 500, "[-]ping failed: reason withheld\n");
    answer("GET /readyz", 500, "[-]ping failed: reason withheld\n");
    EXPECT_EQ(ask().state, Health::not_live);
    EXPECT_EQ(ask().reason, HealthReason::not_ready);
    EXPECT_EQ(ask().detail, "ping failed: reason withheld");
}

TEST_F(HealthDriverTest, TheStoreIsNamedByItsCheck) {
    answer("GET /readyz", 500, "[+]ping ok\n[-]etcd failed: reason withheld\n");
    EXPECT_EQ(ask().state, Health::not_ready);
    EXPECT_EQ(ask().reason, HealthReason::store_unhealthy);

    answer("GET /readyz", 500, "[+]etcd ok\n[-]informer-sync failed: reason withheld\n");
    EXPECT_EQ(ask().reason, HealthReason::not_ready);
}

TEST_F(HealthDriverTest, AnAnswerThatBreaksOffIsNotReady) {
    answer("GET /readyz", Error{ErrorKind::transient, "connection reset by peer"});
    EXPECT_EQ(ask().state, Health::not_ready);
    EXPECT_EQ(ask().reason, HealthReason::not_ready);
    answer("GET /readyz", fakes::FakeHttpClient::rejected());
    EXPECT_EQ(ask().reason, HealthReason::certificate_rejected);
}

}  // namespace
}  // namespace planekeeper::drivers::health_driver_test
