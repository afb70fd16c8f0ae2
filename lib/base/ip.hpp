#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// IP addresses and ranges of them. Nothing else in planekeeper reads or writes their text.

namespace planekeeper {

class IpAddress {
public:
    /// "10.0.0.1", "fd00::1" or "::ffff:10.0.0.1", as Go's net.ParseIP: no zone, brackets, port or zeros in front.
    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
    /// Of 4 or 16 octets; nullopt: of any other number.
    [[nodiscard]] static std::optional<IpAddress> of(std::span<const unsigned char> octets);

    /// The shortest text, as inet_ntop writes it.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::span<const unsigned char> octets() const noexcept { return {octets_.data(), size_}; }
    [[nodiscard]] bool is_v6() const noexcept { return size_ == octets_.size(); }
    [[nodiscard]] unsigned bits() const noexcept { return static_cast<unsigned>(size_) * 8; }

    /// 10.0.0.1 of ::ffff:10.0.0.1: Go takes the two for one address. Any other stays as it is.
    [[nodiscard]] IpAddress unmapped() const;
    [[nodiscard]] bool is_unspecified() const;  ///< 0.0.0.0 or ::
    [[nodiscard]] bool is_loopback() const;     ///< 127.0.0.0/8 or ::1
    [[nodiscard]] bool is_link_local() const;   ///< 169.254.0.0/16 or fe80::/10
    /// One of a single machine: neither of a group nor reserved. In IPv4 below 224.0.0.0, in IPv6 not in ff00::/8.
    [[nodiscard]] bool is_unicast() const;
    /// The one behind it; the first of all behind the last.
    [[nodiscard]] IpAddress next() const;

    friend bool operator==(const IpAddress&, const IpAddress&) = default;

private:
    explicit IpAddress(std::span<const unsigned char> octets);

    std::array<unsigned char, 16> octets_{};
    std::size_t size_ = 0;
};

/// An address with the length of its prefix, "10.32.0.0/24".
struct IpRange {
    IpAddress address;
    unsigned prefix = 0;

    /// nullopt: no address, no prefix, or a prefix that is longer than the address.
    [[nodiscard]] static std::optional<IpRange> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    /// The first address: what stands behind the prefix is zero.
    [[nodiscard]] IpAddress network() const;
    /// False for an address of the other family.
    [[nodiscard]] bool contains(const IpAddress& inner) const;
};

/// Of an address, a range or a host's name: nothing but IPv6 has colons there.
[[nodiscard]] constexpr bool looks_like_ipv6(std::string_view text) noexcept { return text.contains(':'); }

/// "HOST:PORT", with brackets around an IPv6 address.
[[nodiscard]] std::string host_and_port(std::string_view host, std::uint16_t port);

}  // namespace planekeeper
