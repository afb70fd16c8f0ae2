#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "edges/local_request.hpp"

namespace planekeeper::linux_edges {

struct UnixHttpServerOptions {
    std::string path;   ///< path of the socket, with the root in front
    std::string group;  ///< may read; empty or unknown: only the owner can use the socket
    std::size_t clients = 32;
    std::size_t clients_per_user = 8;  ///< limit for every user except root
    std::size_t places_of_root = 8;    ///< part of `clients` that only root may use, so that root always finds a place
    std::chrono::milliseconds request_time{2000};  ///< from waiting for a request to its last byte
    std::chrono::milliseconds response_time{5000};
    std::uint32_t header_limit = 8 * 1024;
    std::size_t body_limit = 64 * 1024;
    std::size_t unsent_limit = 64 * 1024;  ///< for one stream, without the chunk that is being sent
    std::size_t requests_per_connection = 100;
};

/// HTTP/1.1 by Beast on a unix socket, on the loop's thread.
///
/// The kernel's record of the peer at connect counts: uid, gid and supplementary groups (SO_PEERCRED, SO_PEERGROUPS).
/// So no look-up in a user database can block the loop. Nobody (65534) is refused, because every user of a foreign user
/// namespace has this number. A request that is malformed, too large or chunked is answered with 400, 411, 413 or 431
/// and the connection ends; a client beyond the limits gets 503. The connection of a slow client just ends, so that it
/// delays nobody else.
class UnixHttpServer {
public:
    UnixHttpServer(boost::asio::any_io_executor executor, UnixHttpServerOptions options,
                   edges::LocalResponder responder);
    UnixHttpServer(const UnixHttpServer&) = delete;
    UnixHttpServer& operator=(const UnixHttpServer&) = delete;
    ~UnixHttpServer();

    /// Binds and listens. Makes the socket's directory (0755) when it is missing, and replaces a socket that nobody
    /// listens on. Errors: conflict (somebody listens, or the path is no socket), invalid (path too long).
    [[nodiscard]] Result<void> start();

    /// Ends all connections and removes the socket. The responder is not called afterwards.
    void stop();

    /// Sends one chunk to every open stream.
    void publish(std::string_view chunk);

    [[nodiscard]] std::size_t clients() const noexcept;

private:
    class Implementation;
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace planekeeper::linux_edges
