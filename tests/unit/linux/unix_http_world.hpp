#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "edges/local_request.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/unix_http_server.hpp"
#include "linux/unix_socket.hpp"

namespace planekeeper::linux_edges {

/// A raw client: the test decides what it sends.
class RawClient {
public:
    explicit RawClient(const std::string& path) : socket_(connect_unix(path).value()) {
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    void send(std::string_view text) const { (void)!::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL); }
    /// Everything that the server sends until it ends the connection.
    [[nodiscard]] std::string rest() const {
        std::string text;
        std::array<char, 4096> buffer;
        for (;;) {
            const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (got <= 0) return text;
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
    /// Whether this text has arrived and is not read yet.
    [[nodiscard]] bool has(std::string_view text) const {
        std::array<char, 4096> buffer;
        const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_PEEK);
        return got > 0 && std::string_view(buffer.data(), static_cast<std::size_t>(got)).contains(text);
    }
    /// Whether the server has ended the connection.
    [[nodiscard]] bool ended() const {
        char byte = 0;
        const auto got = ::recv(socket_.get(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
        return got == 0 || (got < 0 && errno != EAGAIN);
    }

private:
    FileDescriptor socket_;
};

/// A server on its own socket. Its answers repeat the requests.
class UnixHttpServed : public testing::Test {
protected:
    edges::LocalResponse answer(const edges::LocalRequest& request, const edges::LocalPeer& peer) {
        ++handled_;
        request_ = request;
        peer_ = peer;
        edges::LocalResponse response;
        response.body = request.method + " " + request.target + " " + request.body;
        if (request.target == "/v1/events") {
            response.content_type = "text/event-stream";
            response.stream = true;
            response.body = "id: " + request.last_event_id + "\ndata: first\n\n";
        }
        if (request.target == "/forbidden") {
            response.status = 403;
            response.body = "not for you\n";
        }
        if (request.target == "/read-only") {
            response.status = 405;
            response.content_type = "text/plain";
            response.allow = "GET, HEAD";
        }
        return response;
    }
    UnixHttpServerOptions options() {
        UnixHttpServerOptions options;
        options.path = directory_.path() + "/run/status.sock";
        options.request_time = std::chrono::milliseconds(400);
        return options;
    }
    void serve(UnixHttpServerOptions options) {
        path_ = options.path;
        server_ = std::make_unique<UnixHttpServer>(
            loop_.executor(), std::move(options),
            [this](const edges::LocalRequest& request, const edges::LocalPeer& peer) { return answer(request, peer); });
        const auto started = server_->start();
        ASSERT_TRUE(started) << started.error().text();
    }
    /// A client blocks, so it runs beside the loop.
    template <class Work>
    void beside(Work work) {
        std::atomic<bool> done = false;
        std::thread thread([&] {
            work();
            done = true;
        });
        EXPECT_TRUE(loop_.run_until([&] { return done.load(); }));
        thread.join();
    }
    std::string exchange(const std::string& request) {
        std::string answer;
        beside([&] {
            const RawClient raw(path_);
            raw.send(request);
            answer = raw.rest();
        });
        return answer;
    }

    fakes::TemporaryDirectory directory_;
    fakes::EventLoop loop_;
    std::string path_;
    int handled_ = 0;
    edges::LocalRequest request_;
    edges::LocalPeer peer_;
    std::unique_ptr<UnixHttpServer> server_;
};

}  // namespace planekeeper::linux_edges
