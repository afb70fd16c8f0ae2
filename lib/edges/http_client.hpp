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

/// Whom to talk to and how to know them.
struct HttpsPeer {
    std::string host;  ///< IP address or name; must be in the server certificate's SANs
    std::uint16_t port = 6443;
    std::string authority_pem;    ///< the only trusted authority
    std::string certificate_pem;  ///< client certificate
    Secret key_pem;
};

/// HTTPS over one kept-alive connection, TLS 1.2 or later, verified against our own authority only.
class HttpClient {
public:
    HttpClient() = default;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    virtual ~HttpClient() = default;

    /// A client of its own, without a peer: who talks to several endpoints has one for each.
    [[nodiscard]] virtual std::unique_ptr<HttpClient> another() const = 0;

    /// From now on talk to this peer; an open connection is dropped. Errors: invalid (unusable certificate or key, or a
    /// key of another certificate), bug (during a request); the peer before stays then.
    [[nodiscard]] virtual Result<void> set_peer(HttpsPeer peer) = 0;

    /// One request; connects first where needed, and once more when a kept-alive connection turns out to be dead. Any
    /// HTTP status is a response. Errors: transient (refused, reset, timeout), permission (a certificate was rejected, the
    /// server's by us or ours by the server, and nothing else), cancelled (at whatever moment). Bodies over 8 MiB are
    /// transient errors. One request at a time, and none without a peer: ErrorKind::bug. After any error the next request
    /// is free. Never answers before its caller has given way to the loop, but for a bug.
    [[nodiscard]] virtual boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) = 0;

    /// Of the last request: somebody took the connection, whatever came of it then.
    [[nodiscard]] virtual bool was_taken() const = 0;
};

}  // namespace planekeeper::edges
