#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace planekeeper::edges {

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";  ///< path and query
    std::string content_type;  ///< of the body; empty without one
    std::string body;
    std::chrono::milliseconds timeout{5000};
};

struct HttpResponse {
    int status = 0;
    std::string body;
};

/// The server, and how it and the client prove who they are.
struct HttpsPeer {
    std::string host;  ///< IP address or name; must be in the server certificate's SANs
    std::uint16_t port = 6443;
    std::string authority_pem;    ///< the only trusted authority
    std::string certificate_pem;  ///< client certificate
    Secret key_pem;
};

/// HTTPS over one kept-alive connection, TLS 1.2 or later, verified against the peer's authority only.
class HttpClient {
public:
    HttpClient() = default;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    virtual ~HttpClient() = default;

    /// Makes a separate client without a peer. A caller with several endpoints has one client for each.
    [[nodiscard]] virtual std::unique_ptr<HttpClient> another() const = 0;

    /// Sets the peer of all later requests and closes an open connection. Errors: invalid (unusable certificate or key,
    /// or a key of another certificate), bug (during a request). After an error the old peer stays.
    [[nodiscard]] virtual Result<void> set_peer(HttpsPeer peer) = 0;

    /// Sends one request. Connects first where needed, and once more when a kept-alive connection is dead. Any HTTP
    /// status is a response. Errors: transient (refused, reset, timeout, a body over 8 MiB), permission (only when a
    /// certificate was rejected, by either side), cancelled (at any moment), bug (a request is already running, or
    /// there is no peer). After any error the client can send the next request. The call always yields to the loop
    /// before it returns, except for a bug.
    [[nodiscard]] virtual boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) = 0;

    /// True when the server accepted the connection of the last request, whatever the outcome.
    [[nodiscard]] virtual bool was_taken() const = 0;
};

}  // namespace planekeeper::edges
