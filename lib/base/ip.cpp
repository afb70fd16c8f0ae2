#include "base/ip.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>

namespace planekeeper {

namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// As Go reads a prefix: no sign and no zeros in front.
std::optional<unsigned> prefix_length(std::string_view text, unsigned greatest) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    const bool padded = text.size() > 1 && text.starts_with('0');
    if (!whole || padded || number > greatest) return std::nullopt;
    return number;
}

}  // namespace

IpAddress::IpAddress(std::span<const unsigned char> octets) : size_(octets.size()) {
    std::ranges::copy(octets, octets_.begin());
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.contains('\0')) return std::nullopt;
    const std::string terminated{text};
    std::array<unsigned char, sizeof(in6_addr)> octets{};
    if (inet_pton(AF_INET, terminated.c_str(), octets.data()) == 1) return of(std::span(octets).first(sizeof(in_addr)));
    if (inet_pton(AF_INET6, terminated.c_str(), octets.data()) == 1) return of(octets);
    return std::nullopt;
}

std::optional<IpAddress> IpAddress::of(std::span<const unsigned char> octets) {
    if (octets.size() != sizeof(in_addr) && octets.size() != sizeof(in6_addr)) return std::nullopt;
    return IpAddress{octets};
}

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    inet_ntop(is_v6() ? AF_INET6 : AF_INET, octets_.data(), buffer.data(), static_cast<socklen_t>(buffer.size()));
    return buffer.data();
}

IpAddress IpAddress::unmapped() const {
    if (!is_v6() || !std::ranges::equal(octets().first(mapped_prefix.size()), mapped_prefix)) return *this;
    return IpAddress{octets().subspan(mapped_prefix.size())};
}

bool IpAddress::is_unspecified() const {
    return std::ranges::all_of(octets_, [](unsigned char octet) { return octet == 0; });
}

bool IpAddress::is_loopback() const {
    if (!is_v6()) return octets_.front() == 127;
    return octets_.back() == 1 &&
           std::all_of(octets_.begin(), octets_.end() - 1, [](unsigned char octet) { return octet == 0; });
}

bool IpAddress::is_link_local() const {
    if (!is_v6()) return octets_[0] == 169 && octets_[1] == 254;
    return octets_[0] == 0xfe && (octets_[1] & 0xc0U) == 0x80U;
}

bool IpAddress::is_unicast() const { return is_v6() ? octets_.front() != 0xff : octets_.front() < 224; }

IpAddress IpAddress::next() const {
    IpAddress result = *this;
    for (std::size_t i = size_; i-- > 0;) {
        if (++result.octets_[i] != 0) break;
    }
    return result;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const auto prefix = prefix_length(text.substr(slash + 1), address->bits());
    if (!prefix) return std::nullopt;
    return IpRange{*address, *prefix};
}

std::string IpRange::text() const { return address.text() + "/" + std::to_string(prefix); }

IpAddress IpRange::network() const {
    std::array<unsigned char, sizeof(in6_addr)> octets{};
    std::ranges::copy(address.octets(), octets.begin());
    for (unsigned bit = prefix; bit < address.bits(); ++bit) {
        auto& octet = octets[bit / 8];
        octet = static_cast<unsigned char>(octet & ~(0x80U >> bit % 8));
    }
    return *IpAddress::of(std::span(octets).first(address.octets().size()));
}

bool IpRange::contains(const IpAddress& inner) const {
    return inner.is_v6() == address.is_v6() && IpRange{inner, prefix}.network() == network();
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
    std::string text{host};
    if (looks_like_ipv6(host)) text = "[" + text + "]";
    return text + ":" + std::to_string(port);
}

}  // namespace planekeeper
