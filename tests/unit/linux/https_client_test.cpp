// TLS, kept connections and texts of errors, which the contract suite cannot check on the fake.

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
using fakes::wall_clock;
using std::chrono::hours;
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
    /// The error of one request to a server that must be rejected.
    Error refused(const pki::CertificateRequest& request) {
        const TlsServer server(server_options(request));
        EXPECT_TRUE(client_.set_peer(peer(server.port())));
        auto result = get("/secret");
        EXPECT_FALSE(result);
        return result ? Error(ErrorKind::bug, "it was believed") : result.error();
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

TEST_F(HttpsClientTest, AnExpiredCertificateIsRefused) {
    auto request = server_request();
    request.not_before = wall_clock() - hours(48);
    request.not_after = wall_clock() - hours(24);
    const auto error = refused(request);
    EXPECT_EQ(error.kind(), ErrorKind::permission);
    EXPECT_THAT(error.text(), testing::HasSubstr("expired"));
}

TEST_F(HttpsClientTest, ACertificateOfTomorrowIsRefused) {
    auto request = server_request();
    request.not_before = wall_clock() + hours(2);
    request.not_after = wall_clock() + hours(3);
    const auto error = refused(request);
    EXPECT_EQ(error.kind(), ErrorKind::permission);
    EXPECT_THAT(error.text(), testing::HasSubstr("not yet valid"));
}

TEST_F(HttpsClientTest, AnotherAddressIsRefused) {
    auto request = server_request();
    request.sans = {"127.0.0.2"};
    const auto error = refused(request);
    EXPECT_EQ(error.kind(), ErrorKind::permission);
    EXPECT_THAT(error.text(), testing::HasSubstr("IP address mismatch"));
}

TEST_F(HttpsClientTest, ACommonNameAloneIsRefused) {
    auto request = server_request();
    request.common_name = "127.0.0.1";
    request.sans = {};
    EXPECT_EQ(refused(request).kind(), ErrorKind::permission);
}

TEST_F(HttpsClientTest, AClientCertificateIsNoServer) {
    auto request = server_request();
    request.server_auth = false;
    request.client_auth = true;
    EXPECT_EQ(refused(request).kind(), ErrorKind::permission);
}

TEST_F(HttpsClientTest, PlaintextIsNotBelieved) {
    auto options = server_options(server_request());
    options.plaintext = true;
    const TlsServer server(std::move(options));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    EXPECT_EQ(get("/").error().kind(), ErrorKind::transient);
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
