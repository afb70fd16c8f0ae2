#include "kubeapi/status_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recorded_answers.hpp"

namespace planekeeper::kubeapi::status_error_test {
namespace {

edges::HttpResponse response(int status, std::string body) {
    edges::HttpResponse made;
    made.status = status;
    made.body = std::move(body);
    return made;
}

ErrorKind kind_with_status_object(int code) {
    return status_error(response(code, failure_answer(code, "Reason", "message"))).kind();
}

TEST(StatusError, TheCodeDecidesTheKind) {
    EXPECT_EQ(kind_with_status_object(401), ErrorKind::permission);
    EXPECT_EQ(kind_with_status_object(403), ErrorKind::permission);
    EXPECT_EQ(kind_with_status_object(404), ErrorKind::not_found);
    for (const int code : {408, 409, 429, 500, 502, 503, 504}) {
        EXPECT_EQ(kind_with_status_object(code), ErrorKind::transient) << code;
    }
    for (const int code : {400, 405, 406, 413, 415, 422}) {
        EXPECT_EQ(kind_with_status_object(code), ErrorKind::terminal) << code;
    }
}

TEST(StatusError, ARefusalThatTheApiServerDidNotMakeIsTransient) {
    for (const std::string body : {"", "<html>Bad Request</html>", "{}", "[1]", R"({"kind":"Status")"}) {
        EXPECT_EQ(status_error(response(400, body)).kind(), ErrorKind::transient) << body;
    }
    EXPECT_EQ(status_error(response(302, "")).kind(), ErrorKind::transient);
    EXPECT_EQ(status_error(response(404, "404 page not found\n")).kind(), ErrorKind::not_found);
}

TEST(StatusError, TheMessageIsTheServersWithTheCausesItLeavesOut) {
    EXPECT_EQ(status_error(response(422, invalid_policy_answer)).message(),
              "HTTP 422: PodSecurityPolicy.policy \"default\" is invalid: spec.seLinux.rule: Unsupported value: "
              "\"RunAsNonRoot\": supported values: \"MustRunAs\", \"RunAsAny\"; spec.fsGroup.rule: Required value");
}

TEST(StatusError, TheWaitAskedForIsInTheMessage) {
    const auto body = failure_answer(429, "TooManyRequests", "too many requests", R"({"retryAfterSeconds":1})");
    EXPECT_EQ(status_error(response(429, body)).message(), "HTTP 429: too many requests (try again in 1s)");
}

TEST(StatusError, AHostileBodyBecomesOneShortLine) {
    const auto error = status_error(response(500, "a\nb\x1b[2J\xff" + std::string(1 << 20, 'x')));
    EXPECT_THAT(error.message(), testing::StartsWith("HTTP 500: a b?[2J?xxx"));
    EXPECT_THAT(error.message(), testing::EndsWith("x..."));
    EXPECT_LT(error.message().size(), 1100U);
}

}  // namespace
}  // namespace planekeeper::kubeapi::status_error_test
