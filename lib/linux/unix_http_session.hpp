#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>

#include "async/wake_flag.hpp"
#include "linux/unix_http_server.hpp"

namespace planekeeper::linux_edges {

/// One client of the UnixHttpServer: some requests, or one stream of events. Only the server includes this file
/// (Beast).
class UnixHttpSession : public std::enable_shared_from_this<UnixHttpSession> {
public:
    using Socket = boost::asio::local::stream_protocol::socket;

    UnixHttpSession(Socket socket, edges::LocalPeer peer, const UnixHttpServerOptions& options);

    /// Serves until the connection ends.
    [[nodiscard]] boost::asio::awaitable<void> serve(edges::LocalResponder responder);

    /// Queues a chunk for a stream, or ends the connection of a client that does not read.
    void publish(std::string_view chunk);
    void close();

    [[nodiscard]] const edges::LocalPeer& peer() const noexcept { return peer_; }

private:
    enum class Connection { ends, stays };
    enum class Body { sent, left_out };
    [[nodiscard]] boost::asio::awaitable<void> respond(edges::LocalResponse response, Connection connection, Body body);
    [[nodiscard]] boost::asio::awaitable<void> stream_events(edges::LocalResponse response);
    void watch_for_end();
    [[nodiscard]] bool is_open() const;

    boost::beast::basic_stream<boost::asio::local::stream_protocol> stream_;
    boost::beast::flat_buffer buffer_;
    edges::LocalPeer peer_;
    UnixHttpServerOptions options_;
    async::WakeFlag more_;
    std::string unsent_;
    bool streaming_ = false;
};

}  // namespace planekeeper::linux_edges
