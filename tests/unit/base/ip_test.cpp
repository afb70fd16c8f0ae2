#include "base/ip.hpp"

#include <gtest/gtest.h>

namespace planekeeper::ip_test {
namespace {

using std::string_view_literals::operator""sv;

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

TEST(IpAddress, IsWrittenInItsShortestForm) {
    EXPECT_EQ(address("10.0.0.1").text(), "10.0.0.1");
    EXPECT_EQ(address("FD00:0:0:0:0:0:0:1").text(), "fd00::1");
    EXPECT_EQ(address("1:2:3:4:5:6:7::").text(), "1:2:3:4:5:6:7:0");
    EXPECT_EQ(address("::ffff:10.0.0.1").text(), "::ffff:10.0.0.1");
    EXPECT_EQ(address("::").text(), "::");
}

TEST(IpAddress, IsWhatGoTakesForOneAndNothingElse) {
    for (const auto text : {""sv,
                            "10.0.0"sv,
                            "10.0.0.256"sv,
                            "10.0.0.01"sv,
                            "10.0.0.1 "sv,
                            " 10.0.0.1"sv,
                            "+10.0.0.1"sv,
                            "10.0.0.1.2"sv,
                            "0x10.0.0.1"sv,
                            "10.0.0.1:80"sv,
                            "10.0.0.1/24"sv,
                            "10.0.0.1\0"sv,
                            "10.0.0.1\0x"sv,
                            "fe80::1%eth0"sv,
                            "[fd00::1]"sv,
                            "fd00:::1"sv,
                            "::1::"sv,
                            "fd00::00001"sv,
                            "1:2:3:4:5:6:7"sv,
                            "1:2:3:4:5:6:7:8:9"sv,
                            "1:2:3:4:5:6:7:8::"sv,
                            "::ffff:10.0.0.01"sv,
                            "::10.0.0"sv,
                            "fd00::g"sv,
                            "localhost"sv}) {
        EXPECT_FALSE(IpAddress::parse(text)) << text;
    }
}

TEST(IpAddress, OctetsMakeItWhenThereAreFourOrSixteen) {
    const std::array<unsigned char, 17> octets{10, 0, 0, 1};
    EXPECT_EQ(IpAddress::of(std::span(octets).first(4)).value().text(), "10.0.0.1");
    EXPECT_EQ(IpAddress::of(std::span(octets).first(16)).value().text(), "a00:1::");
    for (const std::size_t count : {0U, 3U, 5U, 8U, 15U, 17U})
        EXPECT_FALSE(IpAddress::of(std::span(octets).first(count))) << count;
    EXPECT_EQ(address("10.0.0.1").octets().size(), 4U);
    EXPECT_EQ(address("fd00::1").octets().size(), 16U);
}

TEST(IpAddress, TheMappedFormStandsForTheIpv4Address) {
    EXPECT_EQ(address("::ffff:10.0.0.1").unmapped(), address("10.0.0.1"));
    EXPECT_EQ(address("::ffff:a00:1").unmapped(), address("10.0.0.1"));
    EXPECT_EQ(address("::10.0.0.1").unmapped().text(), "::10.0.0.1");
    EXPECT_EQ(address("10.0.0.1").unmapped(), address("10.0.0.1"));
    EXPECT_NE(address("::ffff:10.0.0.1"), address("10.0.0.1"));
}

TEST(IpAddress, KnowsItsKind) {
    for (const char* text : {"0.0.0.0", "::"}) EXPECT_TRUE(address(text).is_unspecified()) << text;
    for (const char* text : {"127.0.0.1", "127.9.8.7", "::1"}) EXPECT_TRUE(address(text).is_loopback()) << text;
    for (const char* text : {"169.254.0.1", "fe80::1", "febf::1"}) EXPECT_TRUE(address(text).is_link_local()) << text;
    for (const char* text : {"224.0.0.1", "255.255.255.255", "ff02::1"})
        EXPECT_FALSE(address(text).is_unicast()) << text;
    for (const char* text : {"10.0.0.1", "128.0.0.1", "169.253.0.1", "fd00::1", "fec0::1", "1::1", "::2"}) {
        EXPECT_FALSE(address(text).is_unspecified() || address(text).is_loopback() || address(text).is_link_local())
            << text;
        EXPECT_TRUE(address(text).is_unicast()) << text;
    }
}

TEST(IpAddress, TheNextOneCarriesOver) {
    EXPECT_EQ(address("10.32.0.0").next(), address("10.32.0.1"));
    EXPECT_EQ(address("10.32.0.255").next(), address("10.32.1.0"));
    EXPECT_EQ(address("fd00::ffff").next(), address("fd00::1:0"));
    EXPECT_EQ(address("255.255.255.255").next(), address("0.0.0.0"));
}

TEST(IpRange, HasAnAddressAndAPrefixThatFits) {
    EXPECT_EQ(IpRange::parse("10.32.0.0/24").value().text(), "10.32.0.0/24");
    EXPECT_EQ(IpRange::parse("FD00::/108").value().text(), "fd00::/108");
    EXPECT_EQ(IpRange::parse("0.0.0.0/0").value().prefix, 0U);
    for (const char* text :
         {"10.32.0.0", "10.32.0.0/", "10.32.0.0/33", "10.32.0.0/024", "10.32.0.0/+24", "10.32.0.0/-1", "10.32.0.0/24 ",
          "10.32.0.0/24/8", "/24", "fd00::/129", "10.32.0.0/99999999999"}) {
        EXPECT_FALSE(IpRange::parse(text)) << text;
    }
}

TEST(IpRange, BehindThePrefixIsNoNetwork) {
    EXPECT_EQ(IpRange::parse("10.32.5.7/20").value().network(), address("10.32.0.0"));
    EXPECT_EQ(IpRange::parse("10.32.5.7/32").value().network(), address("10.32.5.7"));
    EXPECT_EQ(IpRange::parse("10.32.5.7/0").value().network(), address("0.0.0.0"));
    EXPECT_EQ(IpRange::parse("fd00::1234/120").value().network(), address("fd00::1200"));
}

TEST(IpRange, ContainsWhatHasItsPrefixAndFamily) {
    const auto range = IpRange::parse("10.32.0.0/20").value();
    EXPECT_TRUE(range.contains(address("10.32.0.0")));
    EXPECT_TRUE(range.contains(address("10.32.15.255")));
    EXPECT_FALSE(range.contains(address("10.32.16.0")));
    EXPECT_FALSE(range.contains(address("a20::")));
    EXPECT_FALSE(IpRange::parse("0.0.0.0/0").value().contains(address("::")));
    EXPECT_TRUE(IpRange::parse("fd00::/8").value().contains(address("fdff::1")));
}

TEST(HostAndPort, AnIpv6AddressHasBrackets) {
    EXPECT_EQ(host_and_port("10.0.0.1", 6443), "10.0.0.1:6443");
    EXPECT_EQ(host_and_port("example.org", 443), "example.org:443");
    EXPECT_EQ(host_and_port("fd00::1", 6443), "[fd00::1]:6443");
}

}  // namespace
}  // namespace planekeeper::ip_test
