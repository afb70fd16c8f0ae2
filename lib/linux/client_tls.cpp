#include "linux/client_tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <string_view>

#include "base/ip.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

namespace {

constexpr int security_level = 2;

/// A key must fit its certificate; OpenSSL checks this only when asked.
Result<void> use_identity(ssl::context& tls, const edges::HttpsPeer& peer) {
    if (peer.certificate_pem.empty()) return {};
    boost::system::error_code error;
    if (tls.use_certificate_chain(asio::buffer(peer.certificate_pem), error); error) {
        return fail(ErrorKind::invalid, fmt::format("client certificate: {}", error.message()));
    }
    const auto key = peer.key_pem.reveal();
    if (tls.use_private_key(asio::buffer(key.data(), key.size()), ssl::context::pem, error); error) {
        return fail(ErrorKind::invalid, fmt::format("client key: {}", error.message()));
    }
    if (SSL_CTX_check_private_key(tls.native_handle()) != 1) {
        ERR_clear_error();
        return fail(ErrorKind::invalid, "client key does not belong to the client certificate");
    }
    return {};
}

constexpr std::string_view refuses_us = "our client certificate was refused";
constexpr std::string_view lacks_its_key = "the server does not hold the key of its certificate";
constexpr std::string_view speaks_no_tls = "what listens there does not speak TLS";
constexpr std::string_view too_old = "the server has no version of TLS from 1.2 on";

struct HandshakeFailure {
    int reason;  ///< OpenSSL's
    ErrorKind kind;
    std::string_view meaning;
    int library = ERR_LIB_SSL;  ///< each of OpenSSL's libraries counts its reasons for itself
};

/// EVP_R_PROVIDER_SIGNATURE_FAILURE of OpenSSL 3.5, which 3.0 does not have: the program may run with a newer one than it
/// was built with.
constexpr int provider_signature_failure = 234;

constexpr std::array failures{
    HandshakeFailure{SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_TLSV1_ALERT_UNKNOWN_CA, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_TLSV1_ALERT_ACCESS_DENIED, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, ErrorKind::permission, refuses_us},
    HandshakeFailure{SSL_R_BAD_SIGNATURE, ErrorKind::transient, lacks_its_key},
    HandshakeFailure{provider_signature_failure, ErrorKind::transient, lacks_its_key, ERR_LIB_EVP},
    HandshakeFailure{SSL_R_WRONG_VERSION_NUMBER, ErrorKind::transient, speaks_no_tls},
    HandshakeFailure{SSL_R_PACKET_LENGTH_TOO_LONG, ErrorKind::transient, speaks_no_tls},
    HandshakeFailure{SSL_R_UNSUPPORTED_PROTOCOL, ErrorKind::transient, too_old},
    HandshakeFailure{SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, ErrorKind::transient, too_old},
};

}  // namespace

Result<std::shared_ptr<ssl::context>> client_tls(const edges::HttpsPeer& peer) {
    auto tls = std::make_shared<ssl::context>(ssl::context::tls_client);
    auto* const native = tls->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_security_level(native, security_level);
    tls->set_verify_mode(ssl::verify_peer);
    // The authority may be an intermediate whose root is not on this node.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(native), X509_V_FLAG_PARTIAL_CHAIN);

    boost::system::error_code error;
    // By default OpenSSL asks at the terminal for the password of an encrypted key.
    tls->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, error);
    if (tls->add_certificate_authority(asio::buffer(peer.authority_pem), error); error) {
        return fail(ErrorKind::invalid, fmt::format("authority certificate: {}", error.message()));
    }
    if (auto used = use_identity(*tls, peer); !used) return fail(std::move(used.error()));
    return tls;
}

Result<void> expect_host(SSL* connection, const std::string& host) {
    auto* const parameters = SSL_get0_param(connection);
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (IpAddress::parse(host)) {
        if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1) return {};
    } else if (X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), 0) == 1) {
        // SSL_set_tlsext_host_name expands to this, but with a C cast.
        void* const name = const_cast<char*>(host.c_str());
        if (SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) == 1) return {};
    }
    ERR_clear_error();
    return fail(ErrorKind::bug, fmt::format("cannot verify host \"{}\"", host));
}

Error tls_error(SSL* connection, const boost::system::error_code& error) {
    if (const auto verified = SSL_get_verify_result(connection); verified != X509_V_OK) {
        return {ErrorKind::permission,
                fmt::format("server certificate not accepted: {}", X509_verify_cert_error_string(verified))};
    }
    const auto code = static_cast<unsigned long>(error.value());
    const bool is_openssls = error.category() == asio::error::get_ssl_category();
    const auto* row = std::ranges::find_if(failures, [&](const HandshakeFailure& failure) {
        return is_openssls && failure.library == ERR_GET_LIB(code) && failure.reason == ERR_GET_REASON(code);
    });
    if (row != failures.end()) return {row->kind, fmt::format("{}: {}", row->meaning, error.message())};
    return {ErrorKind::transient, error.message()};
}

}  // namespace planekeeper::linux_edges
