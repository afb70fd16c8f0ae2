#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "edges/http_client.hpp"

namespace planekeeper::linux_edges {

/// A TLS client that trusts only the peer's authority. Error: invalid, naming the unusable part.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> client_tls(const edges::HttpsPeer& peer);

/// Makes this connection accept only certificates for `host` (IP address or name). Error: bug.
[[nodiscard]] Result<void> expect_host(SSL* connection, const std::string& host);

/// The error of a failed TLS operation: permission when a certificate was rejected (with the reason of our
/// verification, or with the peer's refusal of our certificate), otherwise transient.
[[nodiscard]] Error tls_error(SSL* connection, const boost::system::error_code& error);

}  // namespace planekeeper::linux_edges
