// Server and client of the local socket, together and against clients that break the rules.

#include "linux/unix_http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "linux/unix_http_client.hpp"
#include "unit/linux/unix_http_world.hpp"

namespace planekeeper::linux_edges::unix_http_server_test {
namespace {

using edges::LocalResponse;
using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class UnixHttpServerTest : public UnixHttpServed {};

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
    const RawClient silent(path_);
    const RawClient slow(path_);
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
    std::vector<RawClient> patient;
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
        RawClient raw(path_);
        EXPECT_EQ(::seteuid(0), 0);
        return raw;
    };
    std::vector<RawClient> greedy;
    for (int number = 0; number < 4; ++number) greedy.push_back(connect_as(4711));
    EXPECT_TRUE(loop_.run_until([&] { return server_->clients() == 2; }));
    loop_.run_for(milliseconds(50));
    EXPECT_EQ(server_->clients(), 2U);
    EXPECT_THAT(greedy[3].rest(), StartsWith("HTTP/1.1 503"));
    const auto nobody = connect_as(65534);
    EXPECT_TRUE(loop_.run_until([&] { return nobody.ended(); }));
    beside([&] { EXPECT_TRUE(UnixHttpClient(path_).request("GET", "/")); });
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

TEST_F(UnixHttpServerTest, WithoutAServerTheClientSaysWhy) {
    const UnixHttpClient client(directory_.path() + "/none");
    EXPECT_EQ(client.request("GET", "/").error().kind(), ErrorKind::not_found);
}

TEST_F(UnixHttpServerTest, OutOfDescriptorsItWaitsInsteadOfSpinning) {
    serve(options());
    const RawClient waiting(path_);
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
