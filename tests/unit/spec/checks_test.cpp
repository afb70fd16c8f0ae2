#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spec/names.hpp"
#include "spec/network.hpp"
#include "spec/quantities.hpp"
#include "spec/spelling.hpp"

namespace planekeeper::spec::checks_test {
namespace {

template <class T>
[[nodiscard]] T value_of(const Checked<T>& checked) {
    EXPECT_TRUE(checked.has_value()) << (checked ? "" : checked.error().message);
    return checked.value_or(T{});
}

TEST(Names, WhatKubernetesAcceptsIsAccepted) {
    for (const auto& name :
         std::vector<std::string>{"a", "k8s-master", "node-1.example.org", "1", std::string(63, 'a')})
        EXPECT_TRUE(node_name(name)) << name;
    for (const auto& name :
         std::vector<std::string>{"", "-a", "a-", "a..b", ".a", "a.", "A", "a_b", std::string(64, 'a')})
        EXPECT_FALSE(node_name(name)) << name;
    EXPECT_TRUE(dns_name("*.example.org"));
    EXPECT_FALSE(dns_name("a.*.org"));
    EXPECT_TRUE(qualified_name("node-role.kubernetes.io/control-plane"));
    EXPECT_FALSE(qualified_name("/a"));
    EXPECT_TRUE(label_value(""));
    EXPECT_FALSE(label_value("-a"));
}

TEST(Names, ImagesAndPrograms) {
    for (const std::string name : {"localhost/k8s-kube-apiserver", "a", "registry.example.org:5000/a/b"})
        EXPECT_TRUE(image_repository(name)) << name;
    for (const std::string name : {"", "a:b", "a@sha256:00", "/a", "a/", "a//b", "-a"})
        EXPECT_FALSE(image_repository(name)) << name;
    for (const std::string& name :
         std::vector<std::string>{"scratch", "arm64v8/ubuntu:bionic", "localhost:5000/a--b/c__d.e:V1_x-y",
                                  "Registry.Example.org/a", "debian:12@sha256:" + std::string(64, '0')})
        EXPECT_TRUE(image_reference(name)) << name;
    EXPECT_TRUE(program("/usr/local/bin/buildah"));
    EXPECT_FALSE(program("./buildah"));
    EXPECT_FALSE(program(""));
}

TEST(Names, Flags) {
    for (const std::string flag : {"--a", "--a=", "--a-b=c=d", "--v=2"}) EXPECT_TRUE(extra_flag(flag)) << flag;
    for (const std::string flag : {"", "-", "--", "--=a", "-v=2", "---a", "a"}) EXPECT_FALSE(extra_flag(flag)) << flag;
}

TEST(Network, AddressesAreGivenBackInCanonicalForm) {
    EXPECT_EQ(value_of(ip_address("::")), "::");
    EXPECT_EQ(value_of(ip_address("2001:DB8:0:0:0:0:0:1")), "2001:db8::1");
    EXPECT_EQ(value_of(service_range("FD00:0::/112")), "fd00::/112");
    for (const std::string text : {"", "1.2.3", "01.2.3.4", "1.2.3.4 ", "::g", "fe80::1%eth0"})
        EXPECT_FALSE(ip_address(text)) << text;
}

TEST(Network, ServiceRangesHaveTheSizesOfKubeApiserver) {
    for (const std::string text : {"10.96.0.0/12", "10.32.0.0/29", "fd00::/108", "fd00::/125"})
        EXPECT_TRUE(service_range(text)) << text;
    for (const std::string text :
         {"10.0.0.0/11", "10.32.0.0/30", "fd00::/107", "fd00::/126", "10.0.0.0/", "10.0.0.0/024", "10.0.0.0/33"}) {
        EXPECT_FALSE(service_range(text)) << text;
    }
}

TEST(Network, ARangeContainsItsAddresses) {
    EXPECT_TRUE(range_contains("10.32.0.0/24", "10.32.0.255"));
    EXPECT_FALSE(range_contains("10.32.0.0/24", "10.32.1.0"));
    EXPECT_FALSE(range_contains("10.32.0.0/24", "::1"));
    EXPECT_FALSE(range_contains("10.32.0.0/24", ""));
}

TEST(Network, Urls) {
    for (const std::string text : {"https://[2001:db8::1]:2379", "http://etcd:2379", "https://a.b:1"})
        EXPECT_TRUE(etcd_server(text)) << text;
    for (const std::string text :
         {"https://[2001:db8::1:2379", "https://[a]:1", "https://:2379", "https://a:1,https://b:1", "https://a b:1",
          "https://a:01", "https://a:1/", "https://a:1?x", "https://a:1#x", "//a:1"}) {
        EXPECT_FALSE(etcd_server(text)) << text;
    }
    EXPECT_TRUE(https_url("https://Authz.Example.org/a/b?c=d"));
    EXPECT_FALSE(https_url("https://"));
    EXPECT_TRUE(token_issuer("api"));
    EXPECT_FALSE(token_issuer(""));
    EXPECT_EQ(https_server("10.0.0.1", 6443), "https://10.0.0.1:6443");
}

TEST(Quantities, OtherNotationsAreRefused) {
    for (const std::string text : {"", ".", "-1", "+1", "1 ", "1mi", "1.2.3", "1e", "1e99", "m", "0x10", "1K"})
        EXPECT_FALSE(cpu_quantity(text)) << text;
}

TEST(Quantities, DaysAndVersions) {
    EXPECT_EQ(value_of(days("365d")), std::chrono::days{365});
    EXPECT_EQ(value_of(days("8760h")), std::chrono::days{365});
    for (const std::string text : {"", "d", "h", "1", "-1d", "1.5d", "1d1h", "99999999999d", "36501d", "01d"})
        EXPECT_FALSE(days(text)) << text;
    for (const std::string text :
         {"", "v", "v1..1", "v1.20.1.2", "v1.20.01", "v1.20.", "v-1.20.1", "v1.20.99999999999"}) {
        EXPECT_FALSE(kubernetes_version(text)) << text;
    }
}

TEST(Spelling, TheNearestKnownWordIsSuggested) {
    const std::vector<std::string> known{"address", "etcd", "adminKubeconfig", "port"};
    EXPECT_EQ(nearest("adress", known), "address");
    EXPECT_EQ(nearest("prot", known), "port");
    EXPECT_EQ(nearest("admin_kubeconfig", known), "adminKubeconfig");
    EXPECT_EQ(nearest("ETCD", known), "etcd");
    EXPECT_EQ(nearest("zzzz", known), std::nullopt);
    EXPECT_EQ(nearest(std::string(100000, 'a'), known), std::nullopt);
}

}  // namespace
}  // namespace planekeeper::spec::checks_test
