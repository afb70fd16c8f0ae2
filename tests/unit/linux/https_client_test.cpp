#include "linux/https_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>

#include "fakes/event_loop.hpp"
#include "pki/certificate.hpp"
#include "unit/linux/tls_server.hpp"

namespace planekeeper::linux_edges {
namespace {

using edges::HttpRequest;
using edges::HttpResponse;
using edges::HttpsPeer;
using std::chrono::hours;
using std::chrono::milliseconds;

struct Identity {
    Secret key;
    std::string certificate;
};

SystemTime now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

Secret new_key() { return pki::generate_key(model::KeyAlgorithm::ecdsa_p256).value(); }

Identity new_authority(const std::string& name) {
    Identity authority{.key = new_key(), .certificate = {}};
    authority.certificate = pki::self_sign_authority(authority.key, {.common_name = name,
                                                                     .not_before = now() - hours(24 * 30),
                                                                     .not_after = now() + hours(24)})
                                .value();
    return authority;
}

class HttpsClientTest : public testing::Test {
protected:
    Identity issue(const pki::CertificateRequest& request, const Identity& authority) {
        Identity identity{.key = new_key(), .certificate = {}};
        identity.certificate =
            pki::issue(authority.certificate, authority.key, identity.key, request).value();
        return identity;
    }
    static pki::CertificateRequest server_request() {
        return {.common_name = "kubernetes",
                .sans = {"127.0.0.1", "localhost"},
                .server_auth = true,
                .not_before = now() - hours(1),
                .not_after = now() + hours(1)};
    }
    TlsServerOptions server_options(const pki::CertificateRequest& request) {
        const auto identity = issue(request, authority_);
        return {.authority_pem = authority_.certificate,
                .certificate_pem = identity.certificate,
                .key_pem = std::string(identity.key.reveal())};
    }
    HttpsPeer peer(std::uint16_t port) {
        auto client = issue({.common_name = "planekeeper",
                             .client_auth = true,
                             .not_before = now() - hours(1),
                             .not_after = now() + hours(1)},
                            authority_);
        return {.host = "127.0.0.1",
                .port = port,
                .authority_pem = authority_.certificate,
                .certificate_pem = client.certificate,
                .key_pem = std::move(client.key)};
    }
    Result<HttpResponse> get(const std::string& target, milliseconds timeout = milliseconds(5000)) {
        return loop_.await(client_.request({.target = target, .timeout = timeout}));
    }
    /// The error of one request to a server that must not be believed.
    Error refused(const pki::CertificateRequest& request) {
        const TlsServer server(server_options(request));
        EXPECT_TRUE(client_.set_peer(peer(server.port())));
        auto result = get("/secret");
        EXPECT_FALSE(result);
        return result ? Error(ErrorKind::bug, "it was believed") : result.error();
    }

    Identity authority_ = new_authority("test authority");
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

TEST_F(HttpsClientTest, AnotherAuthorityIsRefused) {
    const TlsServer server(server_options(server_request()));
    auto wrong = peer(server.port());
    wrong.authority_pem = new_authority("test authority").certificate;
    ASSERT_TRUE(client_.set_peer(std::move(wrong)));
    const auto result = get("/");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), ErrorKind::permission) << result.error().text();
}

TEST_F(HttpsClientTest, AnExpiredCertificateIsRefused) {
    auto request = server_request();
    request.not_before = now() - hours(48);
    request.not_after = now() - hours(24);
    const auto error = refused(request);
    EXPECT_EQ(error.kind(), ErrorKind::permission);
    EXPECT_THAT(error.text(), testing::HasSubstr("expired"));
}

TEST_F(HttpsClientTest, ACertificateOfTomorrowIsRefused) {
    auto request = server_request();
    request.not_before = now() + hours(2);
    request.not_after = now() + hours(3);
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

TEST_F(HttpsClientTest, AServerThatRefusesOurCertificateIsAPermissionError) {
    const TlsServer server(server_options(server_request()));
    auto nobody = peer(server.port());
    nobody.certificate_pem.clear();
    ASSERT_TRUE(client_.set_peer(std::move(nobody)));
    const auto result = get("/");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), ErrorKind::permission) << result.error().text();
}

TEST_F(HttpsClientTest, PlaintextIsNotBelieved) {
    auto options = server_options(server_request());
    options.plaintext = true;
    const TlsServer server(std::move(options));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    EXPECT_EQ(get("/").error().kind(), ErrorKind::transient);
}

TEST_F(HttpsClientTest, NobodyThereIsTransient) {
    ASSERT_TRUE(client_.set_peer(peer(1)));
    EXPECT_EQ(get("/").error().kind(), ErrorKind::transient);
}

TEST_F(HttpsClientTest, ASilentServerIsATimeout) {
    auto options = server_options(server_request());
    options.silent = true;
    const TlsServer server(std::move(options));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    const auto result = get("/", milliseconds(300));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), ErrorKind::transient);
    EXPECT_THAT(result.error().text(), testing::HasSubstr("300 ms"));
}

TEST_F(HttpsClientTest, CancellationEndsARequest) {
    auto options = server_options(server_request());
    options.silent = true;
    const TlsServer server(std::move(options));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    boost::asio::cancellation_signal signal;
    std::optional<Result<HttpResponse>> result;
    auto on_end = [&](const std::exception_ptr& error, Result<HttpResponse> got) {
        EXPECT_EQ(error, nullptr);
        result = std::move(got);
    };
    boost::asio::co_spawn(loop_.context(), client_.request({.timeout = milliseconds(15000)}),
                          boost::asio::bind_cancellation_slot(signal.slot(), on_end));
    loop_.run_for(milliseconds(200));
    EXPECT_FALSE(result);
    EXPECT_EQ(client_.set_peer(peer(1)).error().kind(), ErrorKind::bug);
    signal.emit(boost::asio::cancellation_type::terminal);
    ASSERT_TRUE(loop_.run_until([&] { return result.has_value(); }, milliseconds(5000)));
    EXPECT_EQ(result->error().kind(), ErrorKind::cancelled);
}

TEST_F(HttpsClientTest, ABodyBeyondTheLimitIsAnError) {
    auto options = server_options(server_request());
    options.body_size = 9 * 1024 * 1024;
    const TlsServer server(std::move(options));
    ASSERT_TRUE(client_.set_peer(peer(server.port())));
    const auto result = get("/", milliseconds(15000));
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().text(), testing::HasSubstr("8 MiB"));
}

TEST_F(HttpsClientTest, UnusablePeersAreInvalid) {
    auto other_key = peer(1);
    other_key.key_pem = new_key();
    EXPECT_EQ(client_.set_peer(std::move(other_key)).error().kind(), ErrorKind::invalid);
    auto no_authority = peer(1);
    no_authority.authority_pem = "garbage";
    EXPECT_EQ(client_.set_peer(std::move(no_authority)).error().kind(), ErrorKind::invalid);
    EXPECT_EQ(get("/").error().kind(), ErrorKind::bug);
}

}  // namespace
}  // namespace planekeeper::linux_edges
