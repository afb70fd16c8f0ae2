#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "edges/http_client.hpp"

namespace planekeeper::linux_edges {

/// A client that trusts the peer's authority alone. Error: invalid, naming the part that cannot be used.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> client_tls(const edges::HttpsPeer& peer);

/// Makes this connection accept a certificate for `host` (IP address or name) only. Error: bug.
[[nodiscard]] Result<void> expect_host(SSL* connection, const std::string& host);

/// What a failed TLS operation means: the reason why verification failed, or that the peer refused our certificate
/// (both permission), else transient.
[[nodiscard]] Error tls_error(SSL* connection, const boost::system::error_code& error);

}  // namespace planekeeper::linux_edges
