// Servers that must not be believed, each wrong in one way, and the words that say in which.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <chrono>

#include "base/digest.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/identities.hpp"
#include "fakes/openssl_program.hpp"
#include "fakes/tls_server.hpp"
#include "linux/https_client.hpp"

namespace planekeeper::linux_edges::wrong_servers_test {
namespace {

using fakes::Identity;
using fakes::OpensslProgram;
using fakes::server_request;
using fakes::TlsServerOptions;
using fakes::wall_clock;
using std::chrono::hours;

TlsServerOptions options_of(const Identity& authority, const std::string& certificate, std::string_view key) {
    return {.authority_pem = authority.certificate, .certificate_pem = certificate, .key_pem = std::string(key)};
}

TlsServerOptions issued(const Identity& authority, const pki::CertificateRequest& request) {
    const auto identity = fakes::issue(request, authority);
    return options_of(authority, identity.certificate, identity.key.reveal());
}

TlsServerOptions good(const Identity& authority) { return issued(authority, server_request()); }

TlsServerOptions of_another_authority(const Identity& authority) {
    auto options = good(fakes::new_authority());
    options.authority_pem = authority.certificate;
    return options;
}

TlsServerOptions expired(const Identity& authority) {
    auto request = server_request();
    request.not_before = wall_clock() - hours(48);
    request.not_after = wall_clock() - hours(24);
    return issued(authority, request);
}

TlsServerOptions of_tomorrow(const Identity& authority) {
    auto request = server_request();
    request.not_before = wall_clock() + hours(2);
    request.not_after = wall_clock() + hours(3);
    return issued(authority, request);
}

TlsServerOptions of_another_address(const Identity& authority) {
    auto request = server_request();
    request.sans = {"127.0.0.2"};
    return issued(authority, request);
}

TlsServerOptions with_a_common_name_alone(const Identity& authority) {
    auto request = server_request();
    request.common_name = "127.0.0.1";
    request.sans = {};
    return issued(authority, request);
}

TlsServerOptions for_clients_alone(const Identity& authority) {
    auto request = server_request();
    request.server_auth = false;
    request.client_auth = true;
    return issued(authority, request);
}

/// What our own code does not issue, the openssl program does.
class Workshop : public OpensslProgram {
public:
    explicit Workshop(const Identity& authority) {
        write("ca.pem", authority.certificate);
        write("ca-key.pem", authority.key.reveal());
        write("server.cnf", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
        write("ca.cnf", "basicConstraints=critical,CA:TRUE\n");
    }
    void request(const std::string& name, const std::string& key) const {
        static_cast<void>(run("req -new -newkey " + key + " -nodes -keyout " + name + "-key.pem -subj /CN=" + name +
                              " -out " + name + ".csr"));
    }
    void sign(const std::string& name, const std::string& authority, const std::string& how) const {
        static_cast<void>(run("x509 -req -in " + name + ".csr -CA " + authority + ".pem -CAkey " + authority +
                              "-key.pem -CAcreateserial -days 1 " + how + " -out " + name + ".pem"));
    }
    [[nodiscard]] TlsServerOptions server(const Identity& authority) const {
        auto options = options_of(authority, read("server.pem"), read("server-key.pem"));
        // It serves what a server of our own level would not.
        options.prepare = [](boost::asio::ssl::context& tls) { SSL_CTX_set_security_level(tls.native_handle(), 0); };
        return options;
    }
};

const std::string strong_key = "ec -pkeyopt ec_paramgen_curve:P-256";
const std::string of_a_server = "-extfile server.cnf";

TlsServerOptions self_signed(const Identity& authority) {
    const Workshop workshop(authority);
    static_cast<void>(workshop.run("req -x509 -newkey " + strong_key +
                                   " -nodes -keyout server-key.pem -subj /CN=server -addext "
                                   "subjectAltName=IP:127.0.0.1 -days 1 -out server.pem"));
    return workshop.server(authority);
}

TlsServerOptions with_a_weak_key(const Identity& authority) {
    const Workshop workshop(authority);
    workshop.request("server", "rsa:1024");
    workshop.sign("server", "ca", of_a_server);
    return workshop.server(authority);
}

TlsServerOptions with_a_weak_hash(const Identity& authority) {
    const Workshop workshop(authority);
    workshop.request("server", strong_key);
    workshop.sign("server", "ca", of_a_server + " -sha1");
    return workshop.server(authority);
}

/// Signed by an intermediate authority that it does not send.
TlsServerOptions with_a_truncated_chain(const Identity& authority) {
    const Workshop workshop(authority);
    workshop.request("middle", strong_key);
    workshop.sign("middle", "ca", "-extfile ca.cnf");
    workshop.request("server", strong_key);
    workshop.sign("server", "middle", of_a_server);
    return workshop.server(authority);
}

constexpr std::string_view begin_key = "-----BEGIN PRIVATE KEY-----\n";
constexpr std::string_view end_key = "-----END PRIVATE KEY-----\n";

std::string der_of(std::string_view key_pem) {
    key_pem.remove_prefix(begin_key.size());
    return decoded_base64(key_pem.substr(0, key_pem.find(end_key))).value();
}

/// A certificate that was stolen without its key: to OpenSSL, which compares public keys alone, the thief's key with the stolen
/// point fits it. The point is the last part of a key on P-256.
TlsServerOptions with_a_swapped_key(const Identity& authority) {
    constexpr std::size_t point_size = 65;
    auto options = good(authority);
    const auto owner = der_of(options.key_pem);
    auto thief = der_of(fakes::new_key().reveal());
    thief.replace(thief.size() - point_size, point_size, owner, owner.size() - point_size, point_size);
    options.key_pem = std::string(begin_key) + base64(thief) + "\n" + std::string(end_key);
    return options;
}

TlsServerOptions without_tls(const Identity& authority) {
    auto options = good(authority);
    options.plaintext = true;
    return options;
}

TlsServerOptions of_tls_1_0(const Identity& authority) {
    auto options = good(authority);
    options.prepare = [](boost::asio::ssl::context& tls) {
        SSL_CTX_set_security_level(tls.native_handle(), 0);
        SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(tls.native_handle(), TLS1_VERSION);
    };
    return options;
}

TlsServerOptions that_hangs(const Identity& authority) {
    auto options = good(authority);
    options.silent = true;
    return options;
}

struct WrongServer {
    const char* name;
    TlsServerOptions (*make)(const Identity& authority);
    ErrorKind kind;
    const char* words;
};

constexpr WrongServer wrong_servers[] = {
    {"WrongAuthority", of_another_authority, ErrorKind::permission, "unable to get local issuer certificate"},
    {"Expired", expired, ErrorKind::permission, "certificate has expired"},
    {"NotYetValid", of_tomorrow, ErrorKind::permission, "certificate is not yet valid"},
    {"WrongAddress", of_another_address, ErrorKind::permission, "IP address mismatch"},
    {"CommonNameAlone", with_a_common_name_alone, ErrorKind::permission, "IP address mismatch"},
    {"ForClientsAlone", for_clients_alone, ErrorKind::permission, "unsuitable certificate purpose"},
    {"SelfSigned", self_signed, ErrorKind::permission, "self-signed certificate"},
    {"WeakKey", with_a_weak_key, ErrorKind::permission, "EE certificate key too weak"},
    {"WeakHash", with_a_weak_hash, ErrorKind::permission, "signature digest algorithm too weak"},
    {"TruncatedChain", with_a_truncated_chain, ErrorKind::permission, "unable to get local issuer certificate"},
    {"SwappedKey", with_a_swapped_key, ErrorKind::transient, "does not hold the key of its certificate"},
    {"Plaintext", without_tls, ErrorKind::transient, "does not speak TLS"},
    {"Tls10", of_tls_1_0, ErrorKind::transient, "no version of TLS from 1.2 on"},
    {"HangsInTheHandshake", that_hangs, ErrorKind::transient, "no answer within 500 ms"},
};

class WrongServers : public testing::TestWithParam<WrongServer> {
protected:
    Result<edges::HttpResponse> ask(const TlsServerOptions& options) {
        const fakes::TlsServer server(options);
        EXPECT_TRUE(client_.set_peer(fakes::local_peer(server.port(), authority_)));
        return loop_.await(client_.request({.target = "/secret", .timeout = std::chrono::milliseconds(500)}));
    }

    const Identity authority_ = fakes::new_authority();
    fakes::EventLoop loop_;
    HttpsClient client_{loop_.executor()};
};

TEST_P(WrongServers, AreRefusedWithTheReason) {
    auto options = GetParam().make(authority_);
    bool was_asked = false;
    options.answer = [&was_asked](const edges::HttpRequest& /*request*/) {
        was_asked = true;
        return edges::HttpResponse{.status = 200, .body = "believed"};
    };
    const auto result = ask(options);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), GetParam().kind);
    EXPECT_THAT(result.error().text(), testing::HasSubstr(GetParam().words));
    EXPECT_FALSE(was_asked) << "not a byte of the request leaves";
}

TEST_P(WrongServers, AreOfAKindThatIsBelievedWithoutTheFault) { EXPECT_TRUE(ask(good(authority_))); }

INSTANTIATE_TEST_SUITE_P(Https, WrongServers, testing::ValuesIn(wrong_servers),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace planekeeper::linux_edges::wrong_servers_test
