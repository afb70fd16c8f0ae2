#include "spec/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "base/ascii.hpp"
#include "base/ip.hpp"
#include "base/url.hpp"
#include "spec/findings.hpp"
#include "spec/names.hpp"

namespace planekeeper::spec {

namespace {

constexpr std::size_t longest_url = 2048;

/// Why nobody else could reach the node at this address; empty when they could.
[[nodiscard]] std::string_view unreachable(const IpAddress& address) {
    if (address.is_unspecified()) return "stands for all addresses";
    if (address.is_loopback()) return "is a loopback address";
    if (address.is_link_local()) return "is a link-local address";
    return address.is_unicast() ? "" : "is not a unicast address";
}

[[nodiscard]] std::optional<unsigned> port_number(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || text.starts_with('0') || number > 65535) return std::nullopt;
    return number;
}

[[nodiscard]] bool valid_host(std::string_view host) {
    if (IpAddress::parse(host)) return true;
    std::string lower(host);
    std::ranges::transform(lower, lower.begin(), to_lower);
    // "192.168.10.500" would pass as a name and never resolve.
    const bool looks_like_address = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return !looks_like_address && valid_dns_name(lower);
}

[[nodiscard]] Checked<Url> parse_url(const std::string& text, std::string_view example) {
    const std::string hint = fmt::format("as in {}", example);
    const bool clean = std::ranges::all_of(text, [](char letter) {
        return letter > ' ' && letter < '\x7f' && !std::string_view("\"'`\\<>{}|^$,").contains(letter);
    });
    if (!clean || text.size() > longest_url) return refuse(fmt::format("{} is not a URL", quoted(text)), hint);
    if (text.contains('@')) return refuse("the URL has a user or password in it", fmt::format("remove it: {}", hint));
    if (text.contains('#')) return refuse(fmt::format("{} has a fragment (#)", quoted(text)), "remove it");
    const auto url = Url::parse(text);
    if (!url) return refuse(fmt::format("{} is not a URL", quoted(text)), hint);
    if (!valid_host(url->host)) return refuse(fmt::format("{} in the URL is not a host", quoted(url->host)), hint);
    if (url->port && !port_number(*url->port))
        return refuse(fmt::format("{} in the URL is not a port", quoted(*url->port)), hint);
    return *url;
}

}  // namespace

Checked<std::string> ip_address(const std::string& text) {
    if (const auto address = IpAddress::parse(text)) return address->text();
    return refuse(fmt::format("{} is not an IP address", quoted(text)), "as in 192.168.10.50");
}

Checked<std::string> node_address(const std::string& text) {
    const auto address = IpAddress::parse(text);
    if (!address) return refuse(fmt::format("{} is not an IP address", quoted(text)), "as in 192.168.10.50");
    if (const auto reason = unreachable(*address); !reason.empty()) {
        return refuse(fmt::format("{} {}", quoted(text), reason), "write the address at which others reach this node");
    }
    return address->text();
}

Checked<std::string> subject_alternative_name(const std::string& text) {
    if (const auto address = IpAddress::parse(text)) return address->text();
    const bool looks_like_address = !text.empty() && text.find_first_not_of("0123456789.:/") == std::string::npos;
    if (!looks_like_address && dns_name(text).has_value()) return text;
    return refuse(fmt::format("{} is neither a DNS name nor an IP address", quoted(text)),
                  "as in api.example.org or 10.0.0.5");
}

Checked<std::string> service_range(const std::string& text) {
    const auto range = IpRange::parse(text);
    if (!range) return refuse(fmt::format("{} is not an address range", quoted(text)), "as in 10.32.0.0/24");
    const IpRange proper{range->network(), range->prefix};
    if (proper.address != range->address) {
        return refuse(fmt::format("{} has bits behind its prefix", quoted(text)),
                      fmt::format("write {}", proper.text()));
    }
    // kube-apiserver: at most 20 bits of addresses, at least 8 addresses.
    const unsigned host_bits = range->address.bits() - range->prefix;
    if (host_bits > 20)
        return refuse(fmt::format("{} is too large", quoted(text)),
                      "kube-apiserver takes 20 bits at most, as in /12 (IPv4)");
    if (host_bits < 3)
        return refuse(fmt::format("{} is too small", quoted(text)),
                      "kube-apiserver wants 8 addresses at least, as in /29 (IPv4)");
    return proper.text();
}

Checked<std::string> service_ranges(const std::string& text) {
    const auto comma = text.find(',');
    auto first = service_range(text.substr(0, comma));
    if (!first || comma == std::string::npos) return first;
    const auto second = service_range(text.substr(comma + 1));
    if (!second) return second;
    if (looks_like_ipv6(*first) == looks_like_ipv6(*second)) {
        return refuse(fmt::format("{} has two ranges of one family", quoted(text)),
                      "one IPv4 and one IPv6 range, or one range");
    }
    return fmt::format("{},{}", *first, *second);
}

bool range_contains(const std::string& ranges, const std::string& address) {
    const auto comma = ranges.find(',');
    if (comma != std::string::npos && range_contains(ranges.substr(comma + 1), address)) return true;
    const auto outer = IpRange::parse(ranges.substr(0, comma));
    const auto inner = IpAddress::parse(address);
    return outer && inner && outer->contains(*inner);
}

Checked<std::string> port_range(const std::string& text) {
    const auto dash = text.find('-');
    const auto first = port_number(std::string_view(text).substr(0, dash));
    const auto last = dash == std::string::npos ? std::nullopt : port_number(std::string_view(text).substr(dash + 1));
    if (first && last && *first <= *last) return text;
    return refuse(fmt::format("{} is not a range of ports", quoted(text)), "as in 30000-32767");
}

Checked<std::string> etcd_server(const std::string& text) {
    constexpr std::string_view example = "https://192.168.10.50:2379";
    const auto url = parse_url(text, example);
    if (!url) return std::unexpected(url.error());
    if (url->scheme != "https" && url->scheme != "http") {
        return refuse(fmt::format("{} is not a scheme for etcd", quoted(url->scheme)),
                      fmt::format("as in {}", example));
    }
    if (!url->port) return refuse(fmt::format("{} has no port", quoted(text)), fmt::format("as in {}", example));
    if (!url->target.empty()) return refuse(fmt::format("{} has a path", quoted(text)), "end it after the port");
    return text;
}

Checked<std::string> https_url(const std::string& text) {
    const auto url = parse_url(text, "https://authorizer.example.org/authorize");
    if (!url) return std::unexpected(url.error());
    if (url->scheme != "https")
        return refuse(fmt::format("{} does not use https", quoted(text)), "start it with https://");
    return text;
}

Checked<std::string> http_or_https_url(const std::string& text) {
    const auto url = parse_url(text, "https://dl.k8s.io/v1.20.1/bin/linux/arm64/kube-apiserver");
    if (!url) return std::unexpected(url.error());
    if (url->scheme != "https" && url->scheme != "http") {
        return refuse(fmt::format("{} is not a scheme to download with", quoted(url->scheme)),
                      "start it with https://");
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
    const auto path = unix_socket_path(text);
    if (path && absolute_path(std::string{*path}).has_value()) return text;
    return refuse(fmt::format("{} is not an endpoint", quoted(text)), "as in unix:///run/containerd/containerd.sock");
}

std::string https_server(const std::string& address, std::uint16_t port) {
    return fmt::format("https://{}", host_and_port(address, port));
}

}  // namespace planekeeper::spec
