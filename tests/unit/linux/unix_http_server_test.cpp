// Server and client of the local socket, together and against clients that do not behave.

#include "linux/unix_http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "fakes/event_loop.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/unix_http_client.hpp"
#include "linux/unix_socket.hpp"

namespace planekeeper::linux_edges::unix_http_server_test {
namespace {

using edges::LocalPeer;
using edges::LocalRequest;
using edges::LocalResponse;
using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A raw client: what it sends is up to the test.
class Raw {
public:
    explicit Raw(const std::string& path) : socket_(connect_unix(path).value()) {
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    void send(std::string_view text) const { (void)!::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL); }
    /// Everything until the server ends the connection.
    [[nodiscard]] std::string rest() const {
        std::string text;
        std::array<char, 4096> buffer;
        for (;;) {
            const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (got <= 0) return text;
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
    /// Whether this has come and is not read yet.
    [[nodiscard]] bool has(std::string_view text) const {
        std::array<char, 4096> buffer;
        const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_PEEK);
        return got > 0 && std::string_view(buffer.data(), static_cast<std::size_t>(got)).contains(text);
    }
    /// Whether the server has ended it.
    [[nodiscard]] bool ended() const {
        char byte = 0;
        const auto got = ::recv(socket_.get(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
        return got == 0 || (got < 0 && errno != EAGAIN);
    }

private:
    FileDescriptor socket_;
};

class UnixHttpServerTest : public testing::Test {
protected:
    LocalResponse answer(const LocalRequest& request, const LocalPeer& peer) {
        ++handled_;
        request_ = request;
        peer_ = peer;
        LocalResponse response;
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
        options.request_time = milliseconds(400);
        return options;
    }
    void serve(UnixHttpServerOptions options) {
        path_ = options.path;
        server_ = std::make_unique<UnixHttpServer>(
            loop_.executor(), std::move(options),
            [this](const LocalRequest& request, const LocalPeer& peer) { return answer(request, peer); });
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
            const Raw raw(path_);
            raw.send(request);
            answer = raw.rest();
        });
        return answer;
    }

    fakes::TemporaryDirectory directory_;
    fakes::EventLoop loop_;
    std::string path_;
    int handled_ = 0;
    LocalRequest request_;
    LocalPeer peer_;
    std::unique_ptr<UnixHttpServer> server_;
};

TEST_F(UnixHttpServerTest, ClientAndServerUnderstandEachOther) {
    serve(options());
    beside([&] {
        const UnixHttpClient client(path_);
        EXPECT_EQ(client.request("GET", "/v1/status").value().body, "GET /v1/status ");
        EXPECT_EQ(client.request("POST", "/v1/reconcile").value().status, 200);
        EXPECT_EQ(client.request("GET", "/forbidden").value().status, 403);
    });
    EXPECT_EQ(peer_.uid, ::geteuid());
    EXPECT_EQ(peer_.gid, ::getegid());
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 0; }));
}

TEST_F(UnixHttpServerTest, TheWholeRequestIsHandedOver) {
    serve(options());
    const std::string body("a\0b\r\n", 5);
    exchange("PUT /v1/x?y=1&z=%20 HTTP/1.1\r\nLast-Event-ID: 41\r\nContent-Length: 5\r\nConnection: close\r\n\r\n" +
             body);
    EXPECT_EQ(request_.method, "PUT");
    EXPECT_EQ(request_.target, "/v1/x?y=1&z=%20");
    EXPECT_EQ(request_.body, body);
    EXPECT_EQ(request_.last_event_id, "41");
    EXPECT_FALSE(peer_.in_group) << "without a reading group nobody is in it";
    exchange("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(request_.body, "");
    EXPECT_EQ(request_.last_event_id, "");
}

TEST_F(UnixHttpServerTest, TheWholeAnswerComesBack) {
    serve(options());
    const auto refused = exchange("POST /read-only HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
    EXPECT_THAT(refused, HasSubstr("\r\nAllow: GET, HEAD\r\n"));
    EXPECT_THAT(refused, HasSubstr("\r\nContent-Type: text/plain\r\n"));
    EXPECT_THAT(refused, EndsWith("\r\n\r\nPOST /read-only "));
    const auto plain = exchange("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(plain, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(plain, Not(HasSubstr("Allow:")));
}

TEST_F(UnixHttpServerTest, TheSocketIsTheOwnersAloneAndGoesWithTheServer) {
    serve(options());
    struct stat info{};
    ASSERT_EQ(::stat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0600U);
    EXPECT_EQ(std::filesystem::status(directory_.path() + "/run").permissions(), std::filesystem::perms(0755));
    server_.reset();
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(UnixHttpServerTest, AGroupMayRead) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    auto with_group = options();
    with_group.group = "daemon";
    serve(std::move(with_group));
    struct stat info{};
    ASSERT_EQ(::stat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0660U);
    EXPECT_NE(info.st_gid, 0U);
}

TEST_F(UnixHttpServerTest, AStaleSocketIsReplacedALiveOneIsNot) {
    serve(options());
    UnixHttpServer second(loop_.executor(), options(), [](const auto&, const auto&) { return LocalResponse(); });
    EXPECT_EQ(second.start().error().kind(), ErrorKind::conflict);
    server_.reset();
    {
        const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    EXPECT_TRUE(second.start());
    second.stop();
    std::ofstream(path_) << "a file";
    UnixHttpServer third(loop_.executor(), options(), [](const auto&, const auto&) { return LocalResponse(); });
    EXPECT_EQ(third.start().error().kind(), ErrorKind::conflict);
    EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(UnixHttpServerTest, BadRequestsAreAnsweredAndEnded) {
    serve(options());
    EXPECT_THAT(exchange("garbage\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(exchange(std::string("\0\1\2\xff\xfe\r\n\r\n", 9)), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nX: " + std::string(9000, 'a') + "\r\n\r\n"), StartsWith("HTTP/1.1 431"));
    EXPECT_THAT(exchange("POST / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n"), StartsWith("HTTP/1.1 413"));
    EXPECT_THAT(exchange("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 411"));
    EXPECT_EQ(handled_, 0);
}

TEST_F(UnixHttpServerTest, ASlowClientIsDroppedAndDelaysNobody) {
    serve(options());
    const Raw silent(path_);
    const Raw slow(path_);
    slow.send("GET / HT");
    beside([&] { EXPECT_TRUE(UnixHttpClient(path_).request("GET", "/")); });
    EXPECT_TRUE(loop_.run_until([&] { return silent.ended() && slow.ended(); }, milliseconds(5000)));
    EXPECT_EQ(handled_, 1);
}

TEST_F(UnixHttpServerTest, TooManyClientsAreTurnedAwayUntilOthersEnd) {
    auto few = options();
    few.clients = 3;
    few.clients_per_user = 3;
    few.places_of_root = 0;
    few.request_time = milliseconds(60000);
    serve(std::move(few));
    std::vector<Raw> patient;
    for (int number = 0; number < 3; ++number) patient.emplace_back(path_);
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 3; }));
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 503"));
    patient.clear();
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 0; }));
    EXPECT_THAT(exchange("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(UnixHttpServerTest, OneUserCannotTakeAllPlacesAndNobodyGetsNone) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    auto shared = options();
    shared.clients_per_user = 2;
    shared.request_time = milliseconds(60000);
    serve(std::move(shared));
    ASSERT_EQ(::chmod(path_.c_str(), 0666), 0);
    ASSERT_EQ(::chmod(directory_.path().c_str(), 0755), 0);
    const auto connect_as = [&](uid_t user) {  // the kernel records the effective user at connect
        EXPECT_EQ(::seteuid(user), 0);
        Raw raw(path_);
        EXPECT_EQ(::seteuid(0), 0);
        return raw;
    };
    std::vector<Raw> greedy;
    for (int number = 0; number < 4; ++number) greedy.push_back(connect_as(4711));
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 2; }));
    loop_.run_for(milliseconds(50));
    EXPECT_EQ(server_->clients(), 2U);
    EXPECT_THAT(greedy[3].rest(), StartsWith("HTTP/1.1 503"));
    const auto nobody = connect_as(65534);
    EXPECT_TRUE(loop_.run_until([&] { return nobody.ended(); }));
    beside([&] { EXPECT_TRUE(UnixHttpClient(path_).request("GET", "/")); });
}

TEST_F(UnixHttpServerTest, ManyUsersWithIdleStreamsLeaveRootItsPlaces) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    serve(options());
    ASSERT_EQ(::chmod(path_.c_str(), 0666), 0);
    ASSERT_EQ(::chmod(directory_.path().c_str(), 0755), 0);
    std::vector<Raw> streams;
    for (uid_t user = 4711; user < 4711 + 5; ++user) {
        for (int number = 0; number < 8; ++number) {
            EXPECT_EQ(::seteuid(user), 0);
            streams.emplace_back(path_);
            EXPECT_EQ(::seteuid(0), 0);
            streams.back().send("GET /v1/events HTTP/1.1\r\n\r\n");
        }
    }
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 24; }));
    loop_.run_for(milliseconds(50));
    EXPECT_EQ(server_->clients(), 24U);
    for (int number = 0; number < 8; ++number) {
        beside([&] { EXPECT_TRUE(UnixHttpClient(path_).request("GET", "/")); });
    }
}

TEST_F(UnixHttpServerTest, AConnectionServesAHundredRequests) {
    auto three = options();
    three.requests_per_connection = 3;
    serve(std::move(three));
    const std::string request = "GET /a HTTP/1.1\r\n\r\n";
    const auto answers = exchange(request + request + request + request);
    std::size_t count = 0;
    for (auto at = answers.find("HTTP/1.1 200"); at != std::string::npos; at = answers.find("HTTP/1.1 200", at + 1)) {
        ++count;
    }
    EXPECT_EQ(count, 3U);
    EXPECT_EQ(handled_, 3);
}

TEST_F(UnixHttpServerTest, HeadHasNoBody) {
    serve(options());
    const auto answer = exchange("HEAD /a HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(UnixHttpServerTest, AStreamBringsWhatIsPublished) {
    serve(options());
    std::vector<std::string> events;
    std::atomic<int> count = 0;
    std::thread client([&] {
        const auto streamed = UnixHttpClient(path_).stream("/v1/events", [&](std::string_view event) {
            events.emplace_back(event);
            return ++count < 3;
        });
        EXPECT_TRUE(streamed);
        ++count;
    });
    EXPECT_TRUE(loop_.run_until([&] { return count == 1; }));
    server_->publish("data: sec");
    server_->publish("ond\n\ndata: third\n\n");
    EXPECT_TRUE(loop_.run_until([&] { return count == 4; }));
    client.join();
    EXPECT_THAT(events, testing::ElementsAre("id: \ndata: first", "data: second", "data: third"));
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 0; })) << "a client that left is noticed";
}

TEST_F(UnixHttpServerTest, EveryStreamAndNobodyElseGetsWhatIsPublished) {
    serve(options());
    server_->publish("data: too early\n\n");
    const Raw first(path_);
    const Raw second(path_);
    const Raw other(path_);
    first.send("GET /v1/events HTTP/1.1\r\nLast-Event-ID: 41\r\n\r\n");
    second.send("GET /v1/events HTTP/1.1\r\nLast-Event-ID: 42\r\n\r\n");
    other.send("GET /a HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(
        loop_.run_until([&] { return handled_ == 3 && first.has("data: first") && second.has("data: first"); }));
    server_->publish("data: now\n\n");
    EXPECT_TRUE(loop_.run_until([&] { return first.has("data: now\n\n") && second.has("data: now\n\n"); }));
    server_->stop();
    EXPECT_THAT(first.rest(), EndsWith("\r\n\r\nid: 41\ndata: first\n\ndata: now\n\n"));
    EXPECT_THAT(second.rest(), EndsWith("\r\n\r\nid: 42\ndata: first\n\ndata: now\n\n"));
    EXPECT_THAT(other.rest(), EndsWith("\r\n\r\nGET /a "));
}

TEST_F(UnixHttpServerTest, AStreamThatIsNotReadIsDropped) {
    serve(options());
    const Raw raw(path_);
    raw.send("GET /v1/events HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(loop_.run_until([&] { return handled_ == 1; }));
    loop_.run_for(milliseconds(20));
    EXPECT_EQ(server_->clients(), 1U);
    const std::string chunk = "data: " + std::string(1000, 'x') + "\n\n";
    for (int number = 0; number < 2000 && server_->clients() == 1; ++number) {
        server_->publish(chunk);
        loop_.run_for(milliseconds(0));
    }
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 0; }, milliseconds(2000)));
}

TEST_F(UnixHttpServerTest, AStreamThatIsRefusedIsAnError) {
    serve(options());
    beside([&] {
        const auto streamed = UnixHttpClient(path_).stream("/forbidden", [](std::string_view) { return true; });
        EXPECT_EQ(streamed.error().kind(), ErrorKind::permission);
        EXPECT_THAT(streamed.error().text(), HasSubstr("not for you"));
    });
}

TEST_F(UnixHttpServerTest, WithoutAServerTheClientSaysWhy) {
    const UnixHttpClient client(directory_.path() + "/none");
    EXPECT_EQ(client.request("GET", "/").error().kind(), ErrorKind::not_found);
}

TEST_F(UnixHttpServerTest, OutOfDescriptorsItWaitsInsteadOfSpinning) {
    serve(options());
    const Raw waiting(path_);
    waiting.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    auto none = limit;
    none.rlim_cur = 3;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto cpu_before = std::clock();
    loop_.run_for(milliseconds(500));
    const auto cpu = std::clock() - cpu_before;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    EXPECT_LT(cpu, CLOCKS_PER_SEC / 5);
    EXPECT_EQ(handled_, 0);
    EXPECT_TRUE(loop_.run_until([&] { return waiting.ended() || handled_ == 1; }));
    EXPECT_EQ(handled_, 1);
}

}  // namespace
}  // namespace planekeeper::linux_edges::unix_http_server_test
