#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// IP addresses and ranges: reads and writes their text.

namespace planekeeper {

class IpAddress {
public:
    /// Reads "10.0.0.1", "fd00::1" or "::ffff:10.0.0.1" as Go's net.ParseIP does: no zone, brackets, port or leading
    /// zeros.
    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
    /// Takes 4 or 16 octets; any other number gives nullopt.
    [[nodiscard]] static std::optional<IpAddress> of(std::span<const unsigned char> octets);

    /// The shortest text, as inet_ntop writes it.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::span<const unsigned char> octets() const noexcept { return {octets_.data(), size_}; }
    [[nodiscard]] bool is_v6() const noexcept { return size_ == octets_.size(); }
    [[nodiscard]] unsigned bits() const noexcept { return static_cast<unsigned>(size_) * 8; }

    /// Turns ::ffff:10.0.0.1 into 10.0.0.1, because Go treats the two as one address. Any other address stays as it is.
    [[nodiscard]] IpAddress unmapped() const;
    [[nodiscard]] bool is_unspecified() const;  ///< 0.0.0.0 or ::
    [[nodiscard]] bool is_loopback() const;     ///< 127.0.0.0/8 or ::1
    [[nodiscard]] bool is_link_local() const;   ///< 169.254.0.0/16 or fe80::/10
    /// True for the address of a single machine, neither multicast nor reserved: below 224.0.0.0 in IPv4, outside
    /// ff00::/8 in IPv6.
    [[nodiscard]] bool is_unicast() const;
    /// The following address; after the last address comes the first one.
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
    /// The first address of the range: all bits after the prefix are zero.
    [[nodiscard]] IpAddress network() const;
    /// False for an address of the other family.
    [[nodiscard]] bool contains(const IpAddress& inner) const;
};

/// Precondition: an address, a range or a host name. Only IPv6 has colons in these.
[[nodiscard]] constexpr bool looks_like_ipv6(std::string_view text) noexcept { return text.contains(':'); }

/// "HOST:PORT", with brackets around an IPv6 address.
[[nodiscard]] std::string host_and_port(std::string_view host, std::uint16_t port);

}  // namespace planekeeper
