#pragma once

#include <sys/socket.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "edges/http_client.hpp"

namespace planekeeper::fakes {

struct TlsServerOptions {
    std::string authority_pem;  ///< authority of the clients
    std::string certificate_pem;
    std::string key_pem;
    int answers_per_connection = 1'000'000;  ///< then the server closes the connection without an answer
    bool plaintext = false;
    bool silent = false;  ///< it takes the connection and says nothing, not even in the handshake
    std::function<void(boost::asio::ssl::context&)> prepare = [](boost::asio::ssl::context&) {
    };  ///< before it takes its certificate
    /// Asked in the server's thread; nullopt: it never answers. By default "METHOD TARGET BODY" is echoed.
    std::function<std::optional<edges::HttpResponse>(const edges::HttpRequest&)> answer =
        [](const edges::HttpRequest& request) {
            edges::HttpResponse response;
            response.status = 200;
            response.body = request.method + " " + request.target + " " + request.body;
            return response;
        };
};

/// A real TLS server on 127.0.0.1 in its own thread. Serves one client at a time.
class TlsServer {
public:
    explicit TlsServer(TlsServerOptions options)
        : options_(std::move(options)), acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}) {
        namespace ssl = boost::asio::ssl;
        options_.prepare(tls_);
        tls_.use_certificate_chain(boost::asio::buffer(options_.certificate_pem));
        tls_.use_private_key(boost::asio::buffer(options_.key_pem), ssl::context::pem);
        if (!options_.authority_pem.empty()) {
            tls_.add_certificate_authority(boost::asio::buffer(options_.authority_pem));
            tls_.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
        }
        port_ = acceptor_.local_endpoint().port();
        thread_ = std::thread([this] { serve(); });
    }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;
    ~TlsServer() {
        stop_ = true;
        ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // wakes the blocking accept
        if (const int client = client_; client >= 0) ::shutdown(client, SHUT_RDWR);
        thread_.join();
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] int connections() const noexcept { return connections_; }

private:
    using Stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

    void serve() {
        while (!stop_) {
            boost::system::error_code error;
            auto socket = acceptor_.accept(error);
            if (error) return;
            ++connections_;
            client_ = socket.native_handle();
            if (options_.plaintext) {
                const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                (void)::send(client_, text.data(), text.size(), MSG_NOSIGNAL);
            } else if (options_.silent) {
                char byte = 0;
                while (::recv(client_, &byte, 1, 0) > 0) continue;
            } else {
                talk(Stream(std::move(socket), tls_));
            }
            client_ = -1;
        }
    }

    void talk(Stream stream) {
        namespace http = boost::beast::http;
        boost::system::error_code error;
        stream.handshake(boost::asio::ssl::stream_base::server, error);
        boost::beast::flat_buffer buffer;
        for (int answers = 0; !error && answers < options_.answers_per_connection; ++answers) {
            http::request<http::string_body> request;
            http::read(stream, buffer, request, error);
            if (error) break;
            edges::HttpRequest asked;
            asked.method = std::string(request.method_string());
            asked.target = std::string(request.target());
            asked.content_type = std::string(request[http::field::content_type]);
            asked.body = std::move(request.body());
            auto answer = options_.answer(asked);
            if (!answer) {
                buffer.clear();
                http::read(stream, buffer, request, error);  // until the client gives up
                break;
            }
            http::response<http::string_body> response;
            response.version(11);
            response.result(static_cast<unsigned>(answer->status));
            response.body() = std::move(answer->body);
            response.prepare_payload();
            http::write(stream, response, error);
        }
        client_ = -1;
    }

    TlsServerOptions options_;
    boost::asio::io_context context_;
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stop_ = false;
    std::atomic<int> connections_ = 0;
    std::atomic<int> client_ = -1;
    std::thread thread_;
};

}  // namespace planekeeper::fakes
