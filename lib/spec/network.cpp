#include "spec/network.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "spec/findings.hpp"
#include "spec/names.hpp"

namespace planekeeper::spec {

namespace {

constexpr std::size_t longest_url = 2048;

struct Address {
    int family = AF_INET;
    std::array<std::uint8_t, 16> bytes{};
    [[nodiscard]] unsigned bits() const { return family == AF_INET ? 32 : 128; }
};

[[nodiscard]] std::optional<Address> parse_address(const std::string& text) {
    Address result;
    if (text.contains('\0')) return std::nullopt;
    if (inet_pton(AF_INET, text.c_str(), result.bytes.data()) == 1) return result;
    result.family = AF_INET6;
    if (inet_pton(AF_INET6, text.c_str(), result.bytes.data()) == 1) return result;
    return std::nullopt;
}

[[nodiscard]] std::string canonical(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    inet_ntop(address.family, address.bytes.data(), buffer.data(), buffer.size());
    return buffer.data();
}

[[nodiscard]] bool bit(const Address& address, unsigned index) {
    return (static_cast<unsigned>(address.bytes[index / 8]) & (1U << (7U - index % 8U))) != 0;
}

void clear_bits_from(Address& address, unsigned first) {
    for (unsigned index = first; index < address.bits(); ++index) {
        auto& byte = address.bytes[index / 8];
        byte = static_cast<std::uint8_t>(byte & ~(1U << (7U - index % 8U)) & 0xffU);
    }
}

/// Why nobody else could reach the node at this address; empty when they could.
[[nodiscard]] std::string_view unreachable(const Address& address) {
    const auto& bytes = address.bytes;
    const bool zero = std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
    if (zero) return "stands for all addresses";
    if (address.family == AF_INET) {
        if (bytes[0] == 127) return "is a loopback address";
        if (bytes[0] == 169 && bytes[1] == 254) return "is a link-local address";
        return bytes[0] >= 224 ? "is not a unicast address" : "";
    }
    const bool one =
        bytes[15] == 1 && std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t byte) { return byte == 0; });
    if (one) return "is a loopback address";
    if (bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80U) return "is a link-local address";
    return bytes[0] == 0xff ? "is not a unicast address" : "";
}

[[nodiscard]] std::optional<unsigned> decimal(std::string_view text, unsigned greatest) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && !text.empty();
    const bool padded = text.size() > 1 && text.front() == '0';
    if (!whole || padded || number > greatest) return std::nullopt;
    return number;
}

[[nodiscard]] std::optional<unsigned> port_number(std::string_view text) {
    const auto number = decimal(text, 65535);
    return number && *number != 0 ? number : std::nullopt;
}

struct Range {
    Address address;
    unsigned prefix = 0;
};

[[nodiscard]] std::optional<Range> parse_range(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    const auto prefix = decimal(std::string_view(text).substr(slash + 1), address->bits());
    if (!prefix) return std::nullopt;
    return Range{*address, *prefix};
}

struct Url {
    std::string_view scheme;
    std::string_view host;
    std::optional<std::string_view> port;
    std::string_view rest;  ///< path and query
};

/// Splits without judging the parts; nullopt when the shape is wrong.
[[nodiscard]] std::optional<Url> split_url(std::string_view text) {
    Url url;
    const auto colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    url.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 3);
    const auto path = text.find_first_of("/?");
    std::string_view authority = text.substr(0, path);
    if (path != std::string_view::npos) url.rest = text.substr(path);
    if (authority.starts_with('[')) {
        const auto bracket = authority.find(']');
        if (bracket == std::string_view::npos) return std::nullopt;
        url.host = authority.substr(1, bracket - 1);
        authority.remove_prefix(bracket + 1);
        if (!url.host.contains(':') || (!authority.empty() && !authority.starts_with(':'))) return std::nullopt;
        if (!authority.empty()) url.port = authority.substr(1);
        return url;
    }
    const auto port = authority.find(':');
    url.host = authority.substr(0, port);
    if (port != std::string_view::npos) url.port = authority.substr(port + 1);
    return url;
}

[[nodiscard]] bool valid_host(std::string_view host) {
    const std::string text(host);
    if (parse_address(text)) return true;
    std::string lower = text;
    for (char& letter : lower) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    // "192.168.10.500" would pass as a name and never resolve.
    const bool looks_like_address = text.find_first_not_of("0123456789.") == std::string::npos;
    return !looks_like_address && valid_dns_name(lower);
}

[[nodiscard]] Checked<Url> parse_url(const std::string& text, std::string_view example) {
    const std::string hint = "as in " + std::string(example);
    const bool clean = std::ranges::all_of(text, [](char letter) {
        return letter > ' ' && letter < '\x7f' && !std::string_view("\"'`\\<>{}|^$,").contains(letter);
    });
    const auto url = split_url(text);
    if (!clean || !url || text.size() > longest_url) return refuse(quoted(text) + " is not a URL", hint);
    if (text.contains('@')) return refuse("the URL has a user or password in it", "remove it: " + hint);
    if (text.contains('#')) return refuse(quoted(text) + " has a fragment (#)", "remove it");
    if (!valid_host(url->host)) return refuse(quoted(url->host) + " in the URL is not a host", hint);
    if (url->port && !port_number(*url->port)) return refuse(quoted(*url->port) + " in the URL is not a port", hint);
    return *url;
}

}  // namespace

Checked<std::string> ip_address(const std::string& text) {
    if (const auto address = parse_address(text)) return canonical(*address);
    return refuse(quoted(text) + " is not an IP address", "as in 192.168.10.50");
}

Checked<std::string> node_address(const std::string& text) {
    const auto address = parse_address(text);
    if (!address) return refuse(quoted(text) + " is not an IP address", "as in 192.168.10.50");
    if (const auto reason = unreachable(*address); !reason.empty()) {
        return refuse(quoted(text) + " " + std::string(reason), "write the address at which others reach this node");
    }
    return canonical(*address);
}

Checked<std::string> subject_alternative_name(const std::string& text) {
    if (const auto address = parse_address(text)) return canonical(*address);
    const bool looks_like_address = !text.empty() && text.find_first_not_of("0123456789.:/") == std::string::npos;
    if (!looks_like_address && dns_name(text).has_value()) return text;
    return refuse(quoted(text) + " is neither a DNS name nor an IP address", "as in api.example.org or 10.0.0.5");
}

Checked<std::string> service_range(const std::string& text) {
    auto range = parse_range(text);
    if (!range) return refuse(quoted(text) + " is not an address range", "as in 10.32.0.0/24");
    Address network = range->address;
    clear_bits_from(network, range->prefix);
    std::string proper = canonical(network) + "/" + std::to_string(range->prefix);
    if (network.bytes != range->address.bytes) {
        return refuse(quoted(text) + " has bits behind its prefix", "write " + proper);
    }
    // kube-apiserver: at most 20 bits of addresses, at least 8 addresses.
    const unsigned host_bits = network.bits() - range->prefix;
    if (host_bits > 20)
        return refuse(quoted(text) + " is too large", "kube-apiserver takes 20 bits at most, as in /12 (IPv4)");
    if (host_bits < 3)
        return refuse(quoted(text) + " is too small", "kube-apiserver wants 8 addresses at least, as in /29 (IPv4)");
    return proper;
}

Checked<std::string> service_ranges(const std::string& text) {
    const auto comma = text.find(',');
    auto first = service_range(text.substr(0, comma));
    if (!first || comma == std::string::npos) return first;
    const auto second = service_range(text.substr(comma + 1));
    if (!second) return second;
    if (first->contains(':') == second->contains(':')) {
        return refuse(quoted(text) + " has two ranges of one family", "one IPv4 and one IPv6 range, or one range");
    }
    return *first + "," + *second;
}

bool range_contains(const std::string& ranges, const std::string& address) {
    const auto comma = ranges.find(',');
    if (comma != std::string::npos && range_contains(ranges.substr(comma + 1), address)) return true;
    const auto outer = parse_range(ranges.substr(0, comma));
    const auto inner = parse_address(address);
    if (!outer || !inner || outer->address.family != inner->family) return false;
    for (unsigned index = 0; index < outer->prefix; ++index) {
        if (bit(outer->address, index) != bit(*inner, index)) return false;
    }
    return true;
}

Checked<std::string> port_range(const std::string& text) {
    const auto dash = text.find('-');
    const auto first = port_number(std::string_view(text).substr(0, dash));
    const auto last = dash == std::string::npos ? std::nullopt : port_number(std::string_view(text).substr(dash + 1));
    if (first && last && *first <= *last) return text;
    return refuse(quoted(text) + " is not a range of ports", "as in 30000-32767");
}

Checked<std::string> etcd_server(const std::string& text) {
    constexpr std::string_view example = "https://192.168.10.50:2379";
    const auto url = parse_url(text, example);
    if (!url) return std::unexpected(url.error());
    if (url->scheme != "https" && url->scheme != "http") {
        return refuse(quoted(url->scheme) + " is not a scheme for etcd", "as in " + std::string(example));
    }
    if (!url->port) return refuse(quoted(text) + " has no port", "as in " + std::string(example));
    if (!url->rest.empty()) return refuse(quoted(text) + " has a path", "end it after the port");
    return text;
}

Checked<std::string> https_url(const std::string& text) {
    const auto url = parse_url(text, "https://authorizer.example.org/authorize");
    if (!url) return std::unexpected(url.error());
    if (url->scheme != "https") return refuse(quoted(text) + " does not use https", "start it with https://");
    return text;
}

Checked<std::string> http_or_https_url(const std::string& text) {
    const auto url = parse_url(text, "https://dl.k8s.io/v1.20.1/bin/linux/arm64/kube-apiserver");
    if (!url) return std::unexpected(url.error());
    if (url->scheme != "https" && url->scheme != "http") {
        return refuse(quoted(url->scheme) + " is not a scheme to download with", "start it with https://");
    }
    return text;
}

Checked<std::string> token_issuer(const std::string& text) {
    if (!text.contains(':')) return list_word(text);
    const auto url = parse_url(text, "https://192.168.10.50:6443");
    if (!url) return std::unexpected(url.error());
    return text;
}

Checked<std::string> unix_endpoint(const std::string& text) {
    constexpr std::string_view scheme = "unix://";
    if (text.starts_with(scheme) && absolute_path(text.substr(scheme.size())).has_value()) return text;
    return refuse(quoted(text) + " is not an endpoint", "as in unix:///run/containerd/containerd.sock");
}

std::string https_server(const std::string& address, std::uint16_t port) {
    const std::string host = address.contains(':') ? "[" + address + "]" : address;
    return "https://" + host + ":" + std::to_string(port);
}

}  // namespace planekeeper::spec
