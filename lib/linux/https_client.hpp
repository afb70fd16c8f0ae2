#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "edges/http_client.hpp"

namespace planekeeper::linux_edges {

/// HTTPS by Beast and OpenSSL. Trusts only the peer's authority (no system store), identifies the peer only by its
/// subject alternative names, speaks TLS 1.2 or later at security level 2 (no SHA-1, no RSA below 2048 bits) and
/// follows no redirect. Sends a client certificate only when the peer has one.
///
/// The resolver cannot be interrupted: with a host *name*, a request may exceed its timeout by the duration of
/// getaddrinfo. Our own API servers have addresses.
class HttpsClient final : public edges::HttpClient {
public:
    explicit HttpsClient(boost::asio::any_io_executor executor);
    ~HttpsClient() override;

    [[nodiscard]] std::unique_ptr<edges::HttpClient> another() const override;
    /// Fails with ErrorKind::bug during a request.
    [[nodiscard]] Result<void> set_peer(edges::HttpsPeer peer) override;
    [[nodiscard]] boost::asio::awaitable<Result<edges::HttpResponse>> request(edges::HttpRequest request) override;
    [[nodiscard]] bool was_taken() const override;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace planekeeper::linux_edges
