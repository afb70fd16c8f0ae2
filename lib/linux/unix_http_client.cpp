#include "linux/unix_http_client.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>
#include <utility>

#include "linux/unix_socket.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

void limit_silence(int socket, std::chrono::milliseconds timeout) {
    timeval time{};
    time.tv_sec = timeout.count() / 1000;
    time.tv_usec = timeout.count() % 1000 * 1000;
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

/// One exchange: sends the request, then feeds the received bytes to Beast's parser.
class Exchange {
public:
    Exchange(FileDescriptor socket, std::chrono::milliseconds timeout) : socket_(std::move(socket)) {
        limit_silence(socket_.get(), timeout);
        parser_.eager(true);
        parser_.body_limit(boost::none);
    }

    Result<void> send(const std::string& method, const std::string& target, std::string_view accept) {
        std::string text =
            fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: ", method, target);
        text += accept;
        text += "\r\nContent-Length: 0\r\n\r\n";
        std::string_view rest = text;
        while (!rest.empty()) {
            const auto sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            // A full server answers and closes without reading. Its answer still counts.
            if (sent < 0 && errno == EPIPE) break;
            if (sent < 0) return fail(errno_error("send"));
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        return {};
    }

    /// Reads once. True: more may come.
    Result<bool> advance() {
        std::array<char, 16384> bytes;
        const auto got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR) return true;
        if (got < 0) return fail(errno_error("receive"));
        error_code error;
        if (got == 0) {
            parser_.put_eof(error);
            if (error) return fail(ErrorKind::transient, "the connection ended early");
            return false;
        }
        const auto size = static_cast<std::size_t>(got);
        buffer_.commit(asio::buffer_copy(buffer_.prepare(size), asio::buffer(bytes.data(), size)));
        while (buffer_.size() > 0 && !parser_.is_done()) {
            const auto used = parser_.put(buffer_.data(), error);
            buffer_.consume(used);
            if (error == http::error::need_more) break;
            if (error) return fail(ErrorKind::transient, fmt::format("not an HTTP answer: {}", error.message()));
            if (used == 0) break;
        }
        return !parser_.is_done();
    }

    void wait_for_ever() { limit_silence(socket_.get(), std::chrono::milliseconds(0)); }

    [[nodiscard]] bool has_header() const { return parser_.is_header_done(); }
    [[nodiscard]] int status() const { return static_cast<int>(parser_.get().result_int()); }
    [[nodiscard]] std::string& body() { return parser_.get().body(); }

private:
    static Error errno_error(std::string_view what) {
        if (errno == EAGAIN) return {ErrorKind::transient, "no answer in time"};
        return Error::from_errno(errno, what);
    }

    FileDescriptor socket_;
    http::response_parser<http::string_body> parser_;
    boost::beast::flat_buffer buffer_;
};

Error refused(int status, std::string body) {
    while (body.ends_with('\n')) body.pop_back();
    if (body.empty()) body = fmt::format("HTTP status {}", status);
    if (status == 403) return {ErrorKind::permission, std::move(body)};
    if (status == 404) return {ErrorKind::not_found, std::move(body)};
    return {ErrorKind::transient, std::move(body)};
}

}  // namespace

Result<edges::HttpResponse> UnixHttpClient::request(const std::string& method, const std::string& target) const {
    auto socket = connect_unix(path_);
    if (!socket) return fail(std::move(socket.error()));
    Exchange exchange(std::move(*socket), timeout_);
    if (auto sent = exchange.send(method, target, "application/json"); !sent) return fail(std::move(sent.error()));
    for (Result<bool> more = true; *more;) {
        more = exchange.advance();
        if (!more) return fail(std::move(more.error()).during(fmt::format("{} {}", method, target)));
    }
    return edges::HttpResponse{.status = exchange.status(), .body = std::move(exchange.body())};
}

Result<void> UnixHttpClient::stream(const std::string& target,
                                    const std::function<bool(std::string_view)>& on_event) const {
    auto socket = connect_unix(path_);
    if (!socket) return fail(std::move(socket.error()));
    Exchange exchange(std::move(*socket), timeout_);
    if (auto sent = exchange.send("GET", target, "text/event-stream"); !sent) return sent;
    bool streaming = false;
    for (Result<bool> more = true; *more;) {
        more = exchange.advance();
        if (!more) return fail(std::move(more.error()).during(fmt::format("GET {}", target)));
        if (!exchange.has_header() || exchange.status() != 200) continue;
        if (!std::exchange(streaming, true)) exchange.wait_for_ever();
        auto& body = exchange.body();
        for (auto end = body.find("\n\n"); end != std::string::npos; end = body.find("\n\n")) {
            const auto event = body.substr(0, end);
            body.erase(0, end + 2);
            if (!on_event(event)) return {};
        }
    }
    if (exchange.status() != 200) return fail(refused(exchange.status(), std::move(exchange.body())));
    return {};
}

}  // namespace planekeeper::linux_edges
