#include <gmock/gmock.h>

#include "api_world.hpp"

namespace planekeeper::drivers::api_health_test {
namespace {

using model::Health;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ApiHealthTest : public ApiWorld {
protected:
    ApiHealthTest() { mint_authority(); }
};

const std::string failed_checks = "[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n";

TEST_F(ApiHealthTest, IsReadyWhenBothSayOk) {
    const auto seen = look();

    EXPECT_EQ(seen.state, Health::ready);
    EXPECT_EQ(seen.detail, "");
    EXPECT_EQ(seen.version, "v1.20.1");
    EXPECT_EQ(seen.ready_streak, 1);
    EXPECT_FALSE(seen.unready_since);
    EXPECT_EQ(seen.checked_at, now.steady);
    EXPECT_FALSE(seen.objects_known);
    EXPECT_THAT(asked(), ElementsAre("GET /livez", "GET /readyz", "GET /version"));
}

TEST_F(ApiHealthTest, KeepsWhatItKnowsWhileTheServerIsReady) {
    auto before = look();
    before.objects_known = true;
    before.objects["/apis/x"].present = true;
    before.node = model::ObservedNode{.present = true};
    before.mirror_pods[model::ComponentId::api_server] = {.present = true, .error = "b"};
    before.node_error = "a";
    before.objects_checked_at = now.steady;
    asked();
    pass(std::chrono::minutes{1});

    const auto seen = look(before);

    auto wanted = before;
    wanted.ready_streak = 2;
    wanted.checked_at = now.steady;
    EXPECT_EQ(seen, wanted);
    EXPECT_THAT(asked(), ElementsAre("GET /livez", "GET /readyz")) << "the version is known";
}

TEST_F(ApiHealthTest, IsReadyWithoutAVersionWhichIsAskedForAgain) {
    for (const char* body : {"{}", "<html>", "[]"}) {
        answer("GET /version", 200, body);
        EXPECT_EQ(look().state, Health::ready);
        EXPECT_EQ(look().version, "") << body;
    }
    answer("GET /version", 403, status(403, "no"));
    const auto before = look();
    EXPECT_EQ(before.version, "");

    serve_health();

    EXPECT_EQ(look(before).version, "v1.20.1");
}

struct Answered {
    int livez = 200;
    int readyz = 200;
    std::string body;
    Health health = Health::unknown;
    std::string detail;
};

class AnsweredHealth : public ApiHealthTest, public ::testing::WithParamInterface<Answered> {};

TEST_P(AnsweredHealth, IsReadFromBothAnswers) {
    const auto& wanted = GetParam();
    answer("GET /livez", wanted.livez, wanted.livez == 200 ? "ok" : wanted.body);
    answer("GET /readyz", wanted.readyz, wanted.readyz == 200 ? "ok" : wanted.body);

    const auto seen = look();

    EXPECT_EQ(seen.state, wanted.health);
    EXPECT_EQ(seen.detail, wanted.detail);
    EXPECT_EQ(seen.version, "");
}

INSTANTIATE_TEST_SUITE_P(
    Of, AnsweredHealth,
    ::testing::Values(Answered{200, 500, failed_checks, Health::not_ready, "etcd failed: reason withheld"},
                      Answered{500, 500, failed_checks, Health::not_live, "etcd failed: reason withheld"},
                      Answered{401, 401, R"({"kind":"Status","message":"Unauthorized"})", Health::not_live,
                               "HTTP 401: Unauthorized"},
                      Answered{403, 403, R"({"kind":"Status","message":"cannot get path"})", Health::not_live,
                               "HTTP 403: cannot get path"},
                      Answered{200, 403, R"({"kind":"Status","message":"cannot get path"})", Health::not_ready,
                               "HTTP 403: cannot get path"},
                      Answered{404, 404, "404 page not found\n", Health::not_live, "HTTP 404: 404 page not found"},
                      Answered{429, 429, "", Health::not_live, "HTTP 429"},
                      Answered{503, 503, "a proxy's\npage", Health::not_live, "HTTP 503: a proxy's page"}));

TEST_F(ApiHealthTest, AsksAgainWhichChecksFailedWhenTheAnswerListsNone) {
    answer("GET /readyz", 500, "internal server error");
    answer("GET /readyz?verbose", 500, failed_checks);
    EXPECT_EQ(look().detail, "etcd failed: reason withheld");

    answer("GET /readyz?verbose", fakes::FakeHttpClient::refused());
    EXPECT_EQ(look().detail, "HTTP 500: internal server error");
}

/// Errors of requests without an HTTP answer.
const std::vector<Error> no_answers{
    fakes::FakeHttpClient::refused(),
    {ErrorKind::transient, "no answer in time"},
    {ErrorKind::transient, "connection reset by peer"},
    {ErrorKind::transient, "answer larger than 8 MiB"},
    {ErrorKind::permission, "certificate verify failed (certificate has expired)"},
    {ErrorKind::cancelled, "request stopped"},
};

TEST_F(ApiHealthTest, IsUnreachableWithoutAnAnswerAndSaysWhy) {
    const auto before = look();
    for (const auto& error : no_answers) {
        answer("GET /livez", error);

        const auto seen = look(before);

        EXPECT_EQ(seen.state, Health::unreachable);
        EXPECT_THAT(seen.detail, StartsWith("GET /livez: "));
        EXPECT_THAT(seen.detail, HasSubstr(error.message()));
    }
}

TEST_F(ApiHealthTest, IsNotReadyWhenOnlyLivezAnswers) {
    for (const auto& error : no_answers) {
        answer("GET /readyz", error);
        const auto seen = look();
        EXPECT_EQ(seen.state, Health::not_ready);
        EXPECT_THAT(seen.detail, HasSubstr(error.message()));
    }
    answer("GET /livez", 500, failed_checks);
    EXPECT_EQ(look().state, Health::not_live);
}

TEST_F(ApiHealthTest, ForgetsEverythingButTheBeginningOfAFailure) {
    auto before = look();
    before.objects_known = true;
    before.node = model::ObservedNode{.present = true};
    answer("GET /livez", fakes::FakeHttpClient::refused());
    pass(std::chrono::minutes{1});
    const auto began = now.steady;
    const auto first = look(before);
    EXPECT_EQ(first.unready_since, began);
    pass(std::chrono::minutes{1});

    const auto seen = look(first);

    EXPECT_EQ(seen.unready_since, began);
    EXPECT_EQ(seen.ready_streak, 0);
    EXPECT_EQ(seen.version, "");
    EXPECT_FALSE(seen.objects_known);
    EXPECT_FALSE(seen.node);
    EXPECT_EQ(seen.checked_at, now.steady);
}

class Credentials : public ApiWorld {};

TEST_F(Credentials, AreNeededForALook) {
    const auto seen = look();

    EXPECT_EQ(seen.state, Health::unknown);
    EXPECT_EQ(seen.detail, "client certificate for the API: there is no client certificate yet");
    EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(Credentials, ThatCannotBeUsedAreNoHealth) {
    publish_pair();
    files.put("/var/lib/kubernetes/kubernetes-key.pem", "garbage");

    const auto seen = look();

    EXPECT_EQ(seen.state, Health::unknown);
    EXPECT_NE(seen.detail, "");
    EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(Credentials, AreRenewedTenMinutesBeforeTheirEnd) {
    mint_authority();
    look();
    pass(std::chrono::minutes{49});
    look();
    EXPECT_THAT(http.peers(), SizeIs(1));
    pass(std::chrono::minutes{2});

    look();

    ASSERT_THAT(http.peers(), SizeIs(2));
    EXPECT_NE(http.peers()[0].certificate_pem, http.peers()[1].certificate_pem);
}

TEST_F(Credentials, AreNewForAnotherAddressOrPort) {
    mint_authority();
    look();
    EXPECT_EQ(http.peers().back().port, desired.apiserver.port);
    desired.apiserver.port = 7443;
    look();
    EXPECT_EQ(http.peers().back().port, 7443);
    desired.apiserver.bind_address = "192.168.10.50";
    look();
    EXPECT_EQ(http.peers().back().host, "192.168.10.50");
    EXPECT_THAT(http.peers(), SizeIs(3));
}

TEST_F(Credentials, AreNewWhenTheyAreForgotten) {
    mint_authority();
    look();
    driver.forget_credentials();
    look();
    EXPECT_THAT(http.peers(), SizeIs(2));
}

TEST_F(Credentials, OfAnExternalPkiAreTheServersOwnPair) {
    desired.pki.mode = model::PkiMode::external;
    publish_pair();
    EXPECT_EQ(look().state, Health::ready);
    EXPECT_EQ(http.peers().back().certificate_pem, files.content("/var/lib/kubernetes/kubernetes.pem"));
    look();
    EXPECT_THAT(http.peers(), SizeIs(1)) << "kept for as long as ours would be";
}

TEST_F(Credentials, ThatStandInAreReplacedAsSoonAsTheAuthorityIsThere) {
    publish_pair();
    look();
    EXPECT_EQ(http.peers().back().certificate_pem, files.content("/var/lib/kubernetes/kubernetes.pem"));
    mint_authority();

    look();

    EXPECT_NE(http.peers().back().certificate_pem, files.content("/var/lib/kubernetes/kubernetes.pem"));
}

class Port : public ApiWorld {
protected:
    Port() { mint_authority(); }
    model::ObservedPort look_at_port() {
        return loop.await(driver.look_at_port(model::ComponentId::api_server, desired, now));
    }
};

TEST_F(Port, IsTakenByWhoeverTakesTheConnection) {
    EXPECT_TRUE(look_at_port().taken);
    answer("GET /livez", 403, "");
    EXPECT_TRUE(look_at_port().taken);
    answer("GET /livez", Error{ErrorKind::permission, "certificate verify failed"});
    const auto seen = look_at_port();
    EXPECT_TRUE(seen.taken);
    EXPECT_EQ(seen.number, desired.apiserver.port);
    EXPECT_EQ(seen.checked_at, now.steady);
    EXPECT_EQ(http.requests().back().timeout, std::chrono::seconds{2});
}

TEST_F(Port, IsFreeWhenNobodyListens) {
    answer("GET /livez", fakes::FakeHttpClient::refused());
    EXPECT_FALSE(look_at_port().taken);
}

TEST_F(Port, IsNotAskedWithoutCredentials) {
    files.erase(ledger::Custody::path("ca"));
    EXPECT_FALSE(look_at_port().taken);
    EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(Port, IsToldWithTheUnitThatRunsAnApiServer) {
    files.put("/sys/fs/cgroup/system.slice/kube-apiserver.service/cgroup.procs", "41\n");
    files.put("/proc/41/cmdline", std::string{"/usr/local/bin/kube-apiserver\0--secure-port=6443\0", 49});

    const auto seen = look_at_port();

    EXPECT_EQ(seen.unit, "kube-apiserver.service");
    EXPECT_THAT(seen.command, ElementsAre("/usr/local/bin/kube-apiserver", "--secure-port=6443"));
}

TEST_F(Port, IsLookedAtOverAConnectionOfItsOwn) {
    look();
    look_at_port();
    look();
    EXPECT_THAT(http.peers(), SizeIs(2))
        << "the look at the port uses what is valid, the next look at the API does not";
}

}  // namespace
}  // namespace planekeeper::drivers::api_health_test
