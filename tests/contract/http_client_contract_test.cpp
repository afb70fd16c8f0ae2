// The client's results for different servers. Certificates and dying connections exist only for the real client:
// tests/unit/linux/https_client_test.cpp.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/version.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "contract/http_worlds.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/identities.hpp"

namespace planekeeper::http_client_contract_test {
namespace {

namespace asio = boost::asio;
using contract::HttpWorld;
using contract::nobodys_port;
using edges::HttpRequest;
using edges::HttpResponse;
using std::chrono::milliseconds;

constexpr std::size_t largest_body = 8 * 1024 * 1024;

struct Kind {
    std::string name;
    std::function<std::unique_ptr<HttpWorld>(fakes::EventLoop&)> make;
};

class HttpClientContract : public testing::TestWithParam<Kind> {
protected:
    edges::HttpClient& client() { return world_->client(); }
    bool use_server(std::size_t server) { return client().set_peer(world_->peer(world_->port(server))).has_value(); }
    Result<HttpResponse> request(HttpRequest request) { return loop_.await(client().request(std::move(request))); }
    /// Starts a request; its outcome appears in `result_`.
    void start(HttpRequest request) {
        result_.reset();
        auto on_end = [this](const std::exception_ptr& error, Result<HttpResponse> got) {
            EXPECT_EQ(error, nullptr);
            result_ = std::move(got);
        };
        asio::co_spawn(loop_.context(), client().request(std::move(request)),
                       asio::bind_cancellation_slot(stop_.slot(), on_end));
    }
    void stop() { stop_.emit(asio::cancellation_type::terminal); }
    bool ended() {
        return loop_.run_until([this] { return result_.has_value(); });
    }

    fakes::EventLoop loop_;
    std::unique_ptr<HttpWorld> world_ = GetParam().make(loop_);
    asio::cancellation_signal stop_;
    std::optional<Result<HttpResponse>> result_;
};

TEST_P(HttpClientContract, TellsWhetherSomebodyTookTheConnection) {
    world_->set_answer(HttpResponse{500, "x"});
    ASSERT_TRUE(use_server(0));
    ASSERT_TRUE(request({}));
    EXPECT_TRUE(client().was_taken());

    ASSERT_TRUE(client().set_peer(world_->peer(nobodys_port)));
    ASSERT_FALSE(request({}));
    EXPECT_FALSE(client().was_taken());

    world_->set_answer(std::nullopt);
    ASSERT_TRUE(use_server(1));
    ASSERT_FALSE(request({.timeout = milliseconds{200}}));
    EXPECT_TRUE(client().was_taken());
}

TEST_P(HttpClientContract, TheWholeRequestArrives) {
    world_->set_answer(HttpResponse{.status = 200, .body = {}});
    ASSERT_TRUE(use_server(0));
    EXPECT_TRUE(request({.target = "/livez?verbose&x=%20"}));
    const std::string body("{\"a\":\0\r\n\r\n}", 11);
    EXPECT_TRUE(request({.method = "PATCH", .target = "/api", .content_type = "application/json", .body = body}));
    const auto asked = world_->asked(0);
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].method, "GET");
    EXPECT_EQ(asked[0].target, "/livez?verbose&x=%20");
    EXPECT_EQ(asked[0].content_type, "");
    EXPECT_EQ(asked[0].body, "");
    EXPECT_EQ(asked[1].method, "PATCH");
    EXPECT_EQ(asked[1].target, "/api");
    EXPECT_EQ(asked[1].content_type, "application/json");
    EXPECT_EQ(asked[1].body, body);
}

TEST_P(HttpClientContract, AnyStatusIsAResponseAndComesWithItsBody) {
    ASSERT_TRUE(use_server(0));
    for (const int status : {200, 201, 302, 401, 403, 404, 409, 429, 500, 503}) {
        const auto body = std::string("\0\r\n", 3) + std::to_string(status);
        world_->set_answer(HttpResponse{.status = status, .body = body});
        const auto response = request({.target = "/"});
        ASSERT_TRUE(response) << response.error().text();
        EXPECT_EQ(response->status, status);
        EXPECT_EQ(response->body, body);
    }
    EXPECT_EQ(world_->asked(0).size(), 10U) << "none is asked twice, no redirect is followed";
}

TEST_P(HttpClientContract, AnAnswerTakesATurnOfTheLoop) {
    world_->set_answer(HttpResponse{.status = 200, .body = {}});
    ASSERT_TRUE(use_server(0));
    bool turned = false;
    const auto has_turned_meanwhile = [&]() -> asio::awaitable<bool> {
        asio::post(loop_.context(), [&] { turned = true; });
        HttpRequest request;
        const auto response = co_await client().request(std::move(request));
        co_return response.has_value() && turned;
    };
    EXPECT_TRUE(loop_.await(has_turned_meanwhile()));
}

TEST_P(HttpClientContract, ABodyOverTheLimitIsTransient) {
    ASSERT_TRUE(use_server(0));
    world_->set_answer(HttpResponse{.status = 200, .body = std::string(largest_body, 'x')});
    EXPECT_EQ(request({.timeout = milliseconds(15000)}).value().body.size(), largest_body);
    world_->set_answer(HttpResponse{.status = 200, .body = std::string(largest_body + 1, 'x')});
    EXPECT_EQ(request({.timeout = milliseconds(15000)}).error().kind(), ErrorKind::transient);
    world_->set_answer(HttpResponse{.status = 200, .body = "small"});
    EXPECT_EQ(request({}).value().body, "small");
}

TEST_P(HttpClientContract, NobodyThereIsTransient) {
    ASSERT_TRUE(client().set_peer(world_->peer(nobodys_port)));
    EXPECT_EQ(request({}).error().kind(), ErrorKind::transient);
}

TEST_P(HttpClientContract, ARejectedCertificateIsAMatterOfPermission) {
    world_->set_answer(HttpResponse{.status = 200, .body = {}});
    auto of_another_authority = world_->peer(world_->port(0));
    of_another_authority.authority_pem = fakes::new_authority().certificate;
    ASSERT_TRUE(client().set_peer(std::move(of_another_authority)));
    EXPECT_EQ(request({}).error().kind(), ErrorKind::permission);
    EXPECT_TRUE(client().was_taken());

    auto without_certificate = world_->peer(world_->port(0));
    without_certificate.certificate_pem.clear();
    ASSERT_TRUE(client().set_peer(std::move(without_certificate)));
    EXPECT_EQ(request({}).error().kind(), ErrorKind::permission);
    EXPECT_THAT(world_->asked(0), testing::IsEmpty());

    ASSERT_TRUE(use_server(0));
    EXPECT_TRUE(request({}));
}

TEST_P(HttpClientContract, SilenceIsTransientAndTheNextRequestIsFree) {
    ASSERT_TRUE(use_server(0));
    world_->set_answer(std::nullopt);
    EXPECT_EQ(request({.timeout = milliseconds(300)}).error().kind(), ErrorKind::transient);
    world_->set_answer(HttpResponse{.status = 200, .body = "awake"});
    EXPECT_EQ(request({}).value().body, "awake");
}

TEST_P(HttpClientContract, APeerReplacesTheOneBefore) {
    world_->set_answer(HttpResponse{.status = 200, .body = {}});
    for (const std::size_t server : {0U, 1U, 1U, 0U}) {
        ASSERT_TRUE(use_server(server));
        EXPECT_TRUE(request({.target = "/"}));
    }
    EXPECT_EQ(world_->asked(0).size(), 2U);
    EXPECT_EQ(world_->asked(1).size(), 2U);
}

TEST_P(HttpClientContract, AnUnusablePeerIsInvalidAndLeavesTheOldOne) {
    const auto refuse = [&](const std::function<void(edges::HttpsPeer&)>& spoil) {
        auto peer = world_->peer(world_->port(1));
        spoil(peer);
        const auto set = client().set_peer(std::move(peer));
        return !set && set.error().kind() == ErrorKind::invalid;
    };
    EXPECT_TRUE(refuse([](auto& peer) { peer.authority_pem = "garbage"; }));
    EXPECT_EQ(request({}).error().kind(), ErrorKind::bug) << "there is no peer yet";
    world_->set_answer(HttpResponse{.status = 200, .body = {}});
    ASSERT_TRUE(use_server(0));
    EXPECT_TRUE(refuse([](auto& peer) { peer.authority_pem.clear(); }));
    EXPECT_TRUE(refuse([](auto& peer) { peer.certificate_pem = "garbage"; }));
    EXPECT_TRUE(refuse([](auto& peer) { peer.key_pem = Secret("garbage"); }));
    EXPECT_TRUE(refuse([](auto& peer) { peer.key_pem = fakes::new_key(); })) << "of another certificate";
    EXPECT_TRUE(request({}));
    EXPECT_EQ(world_->asked(0).size(), 1U);
}

TEST_P(HttpClientContract, OneRequestAtATime) {
    ASSERT_TRUE(use_server(0));
    world_->set_answer(std::nullopt);
    start({.timeout = milliseconds(60000)});
    ASSERT_TRUE(loop_.run_until([&] { return world_->asked(0).size() == 1; }));
    EXPECT_EQ(request({}).error().kind(), ErrorKind::bug);
    EXPECT_EQ(client().set_peer(world_->peer(world_->port(1))).error().kind(), ErrorKind::bug);
    EXPECT_FALSE(result_) << "the first one is not disturbed";
    stop();
    ASSERT_TRUE(ended());
    EXPECT_TRUE(use_server(1));
}

TEST_P(HttpClientContract, ARequestCanBeCancelledAtAnyMoment) {
    ASSERT_TRUE(use_server(0));
    world_->set_answer(std::nullopt);
    bool waits = false;  // waits for an answer: there are no later moments
    // In newer versions of Asio a coroutine starts one turn later, and Asio itself handles a cancellation before that.
    for (int moment = BOOST_VERSION < 108200 ? 1 : 2; !waits; ++moment) {
        start({.timeout = milliseconds(10000)});
        loop_.context().restart();
        for (int turn = 0; turn < moment && !waits; ++turn) waits = loop_.context().run_one_for(milliseconds(200)) == 0;
        ASSERT_FALSE(result_);
        stop();
        ASSERT_TRUE(ended());
        EXPECT_EQ(result_->error().kind(), ErrorKind::cancelled) << "after " << moment << " turns of the loop";
    }
    world_->set_answer(HttpResponse{.status = 200, .body = "free"});
    EXPECT_EQ(request({}).value().body, "free");
}

template <class Some>
std::unique_ptr<HttpWorld> make(fakes::EventLoop& loop) {
    return std::make_unique<Some>(loop);
}

INSTANTIATE_TEST_SUITE_P(All, HttpClientContract,
                         testing::Values(Kind{"Https", make<contract::RealHttpWorld>},
                                         Kind{"Fake", make<contract::FakeHttpWorld>}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace planekeeper::http_client_contract_test
