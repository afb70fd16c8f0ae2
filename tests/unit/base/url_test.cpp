#include "base/url.hpp"

#include <gtest/gtest.h>

namespace planekeeper::url_test {
namespace {

TEST(Url, HasTheParts) {
    const auto url = Url::parse("https://u:p@Authz.example.org:8443/a/b%20c?d=e#f").value();
    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.user, "u:p");
    EXPECT_EQ(url.host, "Authz.example.org");
    EXPECT_EQ(url.port, "8443");
    EXPECT_EQ(url.path, "/a/b%20c");
    EXPECT_EQ(url.target, "/a/b%20c?d=e");
    EXPECT_EQ(url.fragment, "f");
}

TEST(Url, PartsThatAreNotThereAreEmpty) {
    const auto url = Url::parse("http://etcd").value();
    EXPECT_EQ(url.host, "etcd");
    EXPECT_EQ(url.user, "");
    EXPECT_FALSE(url.port);
    EXPECT_EQ(url.target, "");
    EXPECT_EQ(url.fragment, "");
    EXPECT_EQ(Url::parse("https://:2379").value().host, "");
    EXPECT_EQ(Url::parse("https://a:").value().port, "");
}

TEST(Url, AnIpv6HostHasNoBrackets) {
    EXPECT_EQ(Url::parse("https://[2001:db8::1]:2379").value().host, "2001:db8::1");
    EXPECT_EQ(Url::parse("https://[::ffff:10.0.0.1]").value().host, "::ffff:10.0.0.1");
}

TEST(Url, ThePortIsANumberOrTheStandardOne) {
    EXPECT_EQ(Url::parse("https://a:2380").value().port_or(443), 2380);
    EXPECT_EQ(Url::parse("https://a").value().port_or(443), 443);
    EXPECT_EQ(Url::parse("https://a:").value().port_or(443), 443);
    EXPECT_EQ(Url::parse("https://a:99999").value().port, "99999");
    EXPECT_EQ(Url::parse("https://a:99999").value().port_or(443), 443);
}

TEST(Url, AnythingElseIsNone) {
    for (const char* text : {"",
                             "no url",
                             "a:b",
                             "//a:1",
                             "/a",
                             "https://",
                             "https:a",
                             "192.168.10.50:2379",
                             "https://[",
                             "https://[a]:1",
                             "https://[2001:db8::1:2379",
                             "https://[v1.a]:1",
                             "https://[fe80::1%25eth0]",
                             "https://a b",
                             "https://a/b c",
                             "https://a/%zz",
                             "https://a:x",
                             "https://a:1:2/b",
                             "https://a@b@c",
                             "1https://a"}) {
        const auto url = Url::parse(text);
        EXPECT_TRUE(!url || url->host.empty()) << text;
    }
}

TEST(RequestTarget, HasAPathAndParametersWithoutEscapes) {
    const auto target = RequestTarget::parse("/v1/events?since=%33&follow=false&since=4&empty=&bare").value();
    EXPECT_EQ(target.path, "/v1/events");
    EXPECT_EQ(target.value("since"), "3");
    EXPECT_EQ(target.value("follow"), "false");
    EXPECT_EQ(target.value("empty"), "");
    EXPECT_EQ(target.value("bare"), "");
    EXPECT_FALSE(target.value("other"));
    EXPECT_TRUE(RequestTarget::parse("/").value().parameters.empty());
    EXPECT_EQ(RequestTarget::parse("/v1%2fevents").value().path, "/v1%2fevents");
}

TEST(RequestTarget, BeginsWithASlash) {
    for (const char* text : {"", "v1", "?a=b", "*", "http://a/b", "/a b", "/a?%zz", "/a#b"})
        EXPECT_FALSE(RequestTarget::parse(text)) << text;
}

TEST(PathSegment, NeverBecomesAnotherPathOrAQuery) {
    EXPECT_EQ(path_segment("k8s-master.example_1"), "k8s-master.example_1");
    EXPECT_EQ(path_segment("../secrets?x=1#\xff"), "..%2fsecrets%3fx%3d1%23%ff");
    EXPECT_EQ(path_segment("."), "%2e");
    EXPECT_EQ(path_segment(".."), "%2e%2e");
    EXPECT_EQ(path_segment("~ +%"), "%7e%20%2b%25");
    EXPECT_EQ(path_segment(""), "");
}

TEST(UnixSocketPath, IsWhatStandsBehindTheScheme) {
    EXPECT_EQ(unix_socket_path("unix:///run/a.sock"), "/run/a.sock");
    for (const char* text : {"", "unix:/run/a.sock", "/run/a.sock", "tcp://a", "xunix:///a"})
        EXPECT_FALSE(unix_socket_path(text)) << text;
}

}  // namespace
}  // namespace planekeeper::url_test
