#include "linux/https_client.hpp"

#include <fmt/format.h>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>

#include "base/ip.hpp"
#include "linux/client_tls.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using edges::HttpRequest;
using edges::HttpResponse;
using edges::HttpsPeer;

namespace {

constexpr std::uint32_t header_limit = 64 * 1024;
constexpr std::uint64_t body_limit = 8 * 1024 * 1024;

struct Connection {
    Connection(const asio::any_io_executor& executor, asio::ssl::context& tls) : stream(executor, tls) {}

    beast::ssl_stream<beast::tcp_stream> stream;
    beast::flat_buffer buffer;
};

std::string host_header(const HttpsPeer& peer) { return host_and_port(peer.host, peer.port); }

http::request<http::string_body> to_message(const HttpRequest& request, const HttpsPeer& peer) {
    http::request<http::string_body> message;
    message.version(11);
    message.method_string(request.method);
    message.target(request.target);
    message.set(http::field::host, host_header(peer));
    message.set(http::field::user_agent, "planekeeper");
    message.set(http::field::accept, "application/json");
    if (!request.content_type.empty()) message.set(http::field::content_type, request.content_type);
    message.body() = request.body;
    message.prepare_payload();
    return message;
}

}  // namespace

class HttpsClient::Implementation {
public:
    explicit Implementation(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

    Result<void> set_peer(HttpsPeer peer) {
        if (busy_) return fail(ErrorKind::bug, "a new peer during a request");
        auto tls = client_tls(peer);
        if (!tls) return fail(std::move(tls.error()));
        connection_.reset();
        tls_ = std::move(*tls);
        peer_ = std::move(peer);
        return {};
    }

    asio::awaitable<Result<HttpResponse>> request(HttpRequest request) {
        if (busy_) co_return fail(ErrorKind::bug, "two requests at once");
        if (!tls_) co_return fail(ErrorKind::bug, "a request without a peer");
        const Busy busy(busy_);
        request_ = std::move(request);
        deadline_ = std::chrono::steady_clock::now() + request_.timeout;
        was_taken_ = connection_ != nullptr;

        // A cancelled coroutine would throw at its next co_await, but this one returns an error.
        const bool throws = co_await asio::this_coro::throw_if_cancelled();
        co_await asio::this_coro::throw_if_cancelled(false);
        const bool reused = connection_ != nullptr;
        auto result = co_await attempt();
        if (!result && reused && stale_) result = co_await attempt();
        const auto state = co_await asio::this_coro::cancellation_state;
        if (!result && state.cancelled() != asio::cancellation_type::none) {
            result = fail(ErrorKind::cancelled, "request stopped");
        }
        co_await asio::this_coro::throw_if_cancelled(throws);
        co_return result;
    }

    [[nodiscard]] bool was_taken() const { return was_taken_; }

private:
    class Busy {
    public:
        explicit Busy(bool& flag) : flag_(flag) { flag_ = true; }
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;
        ~Busy() { flag_ = false; }

    private:
        bool& flag_;
    };

    /// Connects where needed, sends the request, and keeps the connection only after a success.
    asio::awaitable<Result<HttpResponse>> attempt() {
        stale_ = false;
        if (!connection_) {
            auto opened = co_await open();
            if (!opened) {
                connection_.reset();
                co_return fail(std::move(opened.error()));
            }
        }
        auto response = co_await exchange();
        if (!response || !keep_alive_) connection_.reset();
        co_return response;
    }

    asio::awaitable<Result<void>> open() {
        connection_ = std::make_unique<Connection>(executor_, *tls_);
        auto& stream = connection_->stream;
        if (auto expected = expect_host(stream.native_handle(), peer_.host); !expected) co_return expected;
        auto& socket = beast::get_lowest_layer(stream);
        socket.expires_at(deadline_);

        error_code error;
        const auto address = asio::ip::make_address(peer_.host, error);
        if (!error) {
            const tcp::endpoint endpoint(address, peer_.port);
            co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
        } else {
            tcp::resolver resolver(executor_);
            const auto port = std::to_string(peer_.port);
            const auto endpoints =
                co_await resolver.async_resolve(peer_.host, port, asio::redirect_error(asio::use_awaitable, error));
            if (!error) co_await socket.async_connect(endpoints, asio::redirect_error(asio::use_awaitable, error));
        }
        was_taken_ = !error;
        if (error) co_return fail(to_error(error).during(fmt::format("connecting to {}", host_header(peer_))));

        error_code ignored;
        socket.socket().set_option(tcp::no_delay(true), ignored);
        co_await stream.async_handshake(asio::ssl::stream_base::client,
                                        asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return fail(to_error(error).during(fmt::format("TLS with {}", host_header(peer_))));
        co_return Result<void>{};
    }

    asio::awaitable<Result<HttpResponse>> exchange() {
        auto& stream = connection_->stream;
        beast::get_lowest_layer(stream).expires_at(deadline_);
        const auto message = to_message(request_, peer_);
        http::response_parser<http::string_body> parser;
        parser.header_limit(header_limit);
        parser.body_limit(body_limit);
        parser.skip(request_.method == "HEAD");

        error_code error;
        co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, error));
        if (!error) {
            co_await http::async_read(stream, connection_->buffer, parser,
                                      asio::redirect_error(asio::use_awaitable, error));
        }
        if (error) {
            // An idle connection gave no answer: the server had closed it before it saw the request.
            stale_ = !parser.got_some() && connection_->buffer.size() == 0 && error != beast::error::timeout &&
                     error != asio::error::operation_aborted;
            co_return fail(to_error(error));
        }
        keep_alive_ = parser.keep_alive();
        beast::get_lowest_layer(stream).expires_never();
        auto answer = parser.release();
        HttpResponse response{.status = static_cast<int>(answer.result_int()), .body = std::move(answer.body())};
        co_return response;
    }

    Error to_error(const error_code& error) const {
        if (error == beast::error::timeout) {
            return {ErrorKind::transient, fmt::format("no answer within {} ms", request_.timeout.count())};
        }
        if (error == http::error::body_limit) return {ErrorKind::transient, "answer larger than 8 MiB"};
        return tls_error(connection_->stream.native_handle(), error);
    }

    asio::any_io_executor executor_;
    HttpsPeer peer_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::unique_ptr<Connection> connection_;
    HttpRequest request_;
    std::chrono::steady_clock::time_point deadline_;
    bool busy_ = false;
    bool stale_ = false;
    bool was_taken_ = false;
    bool keep_alive_ = false;
};

HttpsClient::HttpsClient(asio::any_io_executor executor)
    : implementation_(std::make_unique<Implementation>(std::move(executor))) {}

HttpsClient::~HttpsClient() = default;

std::unique_ptr<edges::HttpClient> HttpsClient::another() const {
    return std::make_unique<HttpsClient>(implementation_->executor());
}

Result<void> HttpsClient::set_peer(HttpsPeer peer) { return implementation_->set_peer(std::move(peer)); }

asio::awaitable<Result<HttpResponse>> HttpsClient::request(HttpRequest request) {
    return implementation_->request(std::move(request));
}

bool HttpsClient::was_taken() const { return implementation_->was_taken(); }

}  // namespace planekeeper::linux_edges
