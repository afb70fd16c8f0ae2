#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "edges/http_client.hpp"

namespace planekeeper::linux_edges {

/// HTTPS by Beast and OpenSSL. Trusts nothing but the peer's authority (no system store), knows the peer by its
/// subject alternative names only, speaks TLS 1.2 or later at security level 2 (no SHA-1, no RSA below 2048 bits) and
/// follows no redirect. Without a client certificate in the peer none is sent.
///
/// The resolver cannot be interrupted: with a host *name*, a request may take longer than its timeout by what
/// getaddrinfo takes. Our own API servers are addresses.
class HttpsClient final : public edges::HttpClient {
public:
    explicit HttpsClient(boost::asio::any_io_executor executor);
    ~HttpsClient() override;

    [[nodiscard]] std::unique_ptr<edges::HttpClient> another() const override;
    /// Not while a request is under way (ErrorKind::bug).
    [[nodiscard]] Result<void> set_peer(edges::HttpsPeer peer) override;
    [[nodiscard]] boost::asio::awaitable<Result<edges::HttpResponse>> request(edges::HttpRequest request) override;
    [[nodiscard]] bool was_taken() const override;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace planekeeper::linux_edges
