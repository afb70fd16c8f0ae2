// Streams of events on the local socket, and clients that keep them open.

#include "linux/unix_http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "linux/unix_http_client.hpp"
#include "unit/linux/unix_http_world.hpp"

namespace planekeeper::linux_edges::unix_http_stream_test {
namespace {

using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;

class UnixHttpStreamTest : public UnixHttpServed {};

TEST_F(UnixHttpStreamTest, ManyUsersWithIdleStreamsLeaveRootItsPlaces) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    serve(options());
    ASSERT_EQ(::chmod(path_.c_str(), 0666), 0);
    ASSERT_EQ(::chmod(directory_.path().c_str(), 0755), 0);
    std::vector<RawClient> streams;
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

TEST_F(UnixHttpStreamTest, AStreamBringsWhatIsPublished) {
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

TEST_F(UnixHttpStreamTest, EveryStreamAndNobodyElseGetsWhatIsPublished) {
    serve(options());
    server_->publish("data: too early\n\n");
    const RawClient first(path_);
    const RawClient second(path_);
    const RawClient other(path_);
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

TEST_F(UnixHttpStreamTest, AStreamThatIsNotReadIsDropped) {
    serve(options());
    const RawClient raw(path_);
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

TEST_F(UnixHttpStreamTest, AStreamThatIsRefusedIsAnError) {
    serve(options());
    beside([&] {
        const auto streamed = UnixHttpClient(path_).stream("/forbidden", [](std::string_view) { return true; });
        EXPECT_EQ(streamed.error().kind(), ErrorKind::permission);
        EXPECT_THAT(streamed.error().text(), HasSubstr("not for you"));
    });
}

}  // namespace
}  // namespace planekeeper::linux_edges::unix_http_stream_test
