#include "linux/unix_http_session.hpp"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>
#include <utility>

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using edges::LocalResponse;

namespace {

LocalResponse refusal(int status, const char* reason) {
    LocalResponse response;
    response.status = status;
    response.content_type = "text/plain";
    response.body = fmt::format("{}\n", reason);
    return response;
}

/// The answer to a request that could not be read. Nullopt: only end the connection (the client is gone or too slow).
std::optional<LocalResponse> answer_to(const error_code& error) {
    if (error == http::error::header_limit) return refusal(431, "header too large");
    if (error == http::error::body_limit) return refusal(413, "body too large");
    if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
    if (error.category() == make_error_code(http::error::bad_method).category()) return refusal(400, "bad request");
    return std::nullopt;
}

}  // namespace

UnixHttpSession::UnixHttpSession(Socket socket, edges::LocalPeer peer, const UnixHttpServerOptions& options)
    : stream_(std::move(socket)), peer_(peer), options_(options), more_(stream_.get_executor()) {}

bool UnixHttpSession::is_open() const { return stream_.socket().is_open(); }

void UnixHttpSession::close() {
    stream_.close();
    more_.poke();
}

asio::awaitable<void> UnixHttpSession::serve(edges::LocalResponder responder) {
    for (std::size_t served = 1; is_open(); ++served) {
        http::request_parser<http::string_body> parser;
        parser.header_limit(options_.header_limit);
        parser.body_limit(options_.body_limit);
        stream_.expires_after(options_.request_time);
        error_code error;
        co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
        if (!is_open()) break;
        if (error) {
            if (auto answer = answer_to(error)) co_await respond(std::move(*answer), Connection::ends, Body::sent);
            break;
        }
        if (parser.chunked()) {
            auto answer = refusal(411, "a body needs a Content-Length");
            co_await respond(std::move(answer), Connection::ends, Body::sent);
            break;
        }

        const auto connection =
            parser.keep_alive() && served < options_.requests_per_connection ? Connection::stays : Connection::ends;
        auto message = parser.release();
        edges::LocalRequest request;
        request.method = message.method_string();
        request.target = message.target();
        request.last_event_id = message["Last-Event-ID"];
        request.body = std::move(message.body());
        auto response = responder(request, peer_);
        if (response.stream) {
            co_await stream_events(std::move(response));
            break;
        }
        const auto body = message.method() == http::verb::head ? Body::left_out : Body::sent;
        co_await respond(std::move(response), connection, body);
        if (connection == Connection::ends) break;
    }
    close();
}

asio::awaitable<void> UnixHttpSession::respond(LocalResponse response, Connection connection, Body body) {
    http::response<http::string_body> message;
    message.version(11);
    message.result(static_cast<unsigned>(response.status));
    message.set(http::field::content_type, response.content_type);
    message.set(http::field::cache_control, "no-store");
    if (!response.allow.empty()) message.set(http::field::allow, response.allow);
    message.keep_alive(connection == Connection::stays);
    message.content_length(response.body.size());
    if (body == Body::sent) message.body() = std::move(response.body);
    stream_.expires_after(options_.response_time);
    error_code error;
    co_await http::async_write(stream_, message, asio::redirect_error(asio::use_awaitable, error));
    if (error) close();
}

asio::awaitable<void> UnixHttpSession::stream_events(LocalResponse response) {
    unsent_ =
        fmt::format("HTTP/1.1 {} OK\r\nContent-Type: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{}",
                    response.status, response.content_type, response.body);
    streaming_ = true;
    stream_.expires_never();
    watch_for_end();
    while (is_open()) {
        if (unsent_.empty()) {
            (void)co_await more_.wait_until(std::chrono::steady_clock::time_point::max());
            continue;
        }
        const auto sending = std::exchange(unsent_, {});
        stream_.expires_after(options_.response_time);
        error_code error;
        co_await asio::async_write(stream_, asio::buffer(sending), asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        stream_.expires_never();
    }
    streaming_ = false;
}

/// The client of a stream has nothing more to send: its end, or any byte from it, ends the stream.
void UnixHttpSession::watch_for_end() {
    stream_.socket().async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& error) {
        if (!error) self->close();
    });
}

void UnixHttpSession::publish(std::string_view chunk) {
    if (!streaming_) return;
    if (unsent_.size() + chunk.size() > options_.unsent_limit) {
        close();
        return;
    }
    unsent_ += chunk;
    more_.poke();
}

}  // namespace planekeeper::linux_edges
