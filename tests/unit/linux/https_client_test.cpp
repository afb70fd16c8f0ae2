// Kept connections, names and timeouts over real TLS, which the contract suite cannot check on the fake. Servers that are
// not believed stand in wrong_servers_test.cpp.

#include "linux/https_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "fakes/event_loop.hpp"
#include "fakes/identities.hpp"
#include "fakes/tls_server.hpp"

namespace planekeeper::linux_edges::https_client_test {
namespace {

using edges::HttpRequest;
using edges::HttpResponse;
using edges::HttpsPeer;
using fakes::server_request;
using fakes::TlsServer;
using fakes::TlsServerOptions;
using std::chrono::milliseconds;

class HttpsClientTest : public testing::Test {
protected:
    TlsServerOptions server_options(const pki::CertificateRequest& request) {
        const auto identity = fakes::issue(request, authority_);
        return {.authority_pem = authority_.certificate,
                .certificate_pem = identity.certificate,
                .key_pem = std::string(identity.key.reveal())};
    }
    HttpsPeer peer(std::uint16_t port) { return fakes::local_peer(port, authority_); }
    Result<HttpResponse> get(const std::string& target, milliseconds timeout = milliseconds(5000)) {
        return loop_.await(client_.request({.target = target, .timeout = timeout}));
    }

    fakes::Identity authority_ = fakes::new_authority();
    fakes::EventLoop loop_;
    HttpsClient client_{loop_.executor()};
};

TEST_F(HttpsClientTest, RequestsShareOneConnection) {
    const TlsServer server(server_options(server_request()));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    EXPECT_EQ(get("/livez?verbose").value().body, "GET /livez?verbose ");
    const auto patched = loop_.await(client_.request(
        {.method = "PATCH", .target = "/api", .content_type = "application/apply-patch+yaml", .body = "{}"}));
    EXPECT_EQ(patched.value().status, 200);
    EXPECT_EQ(patched.value().body, "PATCH /api {}");
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpsClientTest, AHostNameIsVerifiedToo) {
    const TlsServer server(server_options(server_request()));
    auto named = peer(server.port());
    named.host = "localhost";
    ASSERT_TRUE(client_.set_peer(std::move(named)));
    EXPECT_TRUE(get("/"));
}

TEST_F(HttpsClientTest, ADeadKeptConnectionIsReplacedOnce) {
    auto options = server_options(server_request());
    options.answers_per_connection = 1;
    const TlsServer server(std::move(options));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    for (int round = 1; round <= 3; ++round) {
        EXPECT_TRUE(get("/"));
        EXPECT_EQ(server.connections(), round);
    }
}

TEST_F(HttpsClientTest, ASilentServerIsATimeout) {
    auto options = server_options(server_request());
    options.answer = [](const HttpRequest& /*request*/) { return std::nullopt; };
    const TlsServer server(std::move(options));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    const auto result = get("/", milliseconds(300));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), ErrorKind::transient);
    EXPECT_THAT(result.error().text(), testing::HasSubstr("300 ms"));
}

}  // namespace
}  // namespace planekeeper::linux_edges::https_client_test
