#include "linux/client_tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include "base/ip.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

namespace {

constexpr int security_level = 2;

/// Key and certificate of each side must fit; OpenSSL says so only when asked.
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

/// TLS alerts by which a peer says that it does not accept our certificate.
bool refuses_our_certificate(int reason) {
    switch (reason) {
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return true;
        default: return false;
    }
}

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
    // Without this OpenSSL asks at the terminal for the password of an encrypted key.
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
        // What SSL_set_tlsext_host_name expands to, without its C cast.
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
    if (error.category() == asio::error::get_ssl_category() &&
        refuses_our_certificate(ERR_GET_REASON(static_cast<unsigned long>(error.value())))) {
        return {ErrorKind::permission, fmt::format("our client certificate was refused: {}", error.message())};
    }
    return {ErrorKind::transient, error.message()};
}

}  // namespace planekeeper::linux_edges
