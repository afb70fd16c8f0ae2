#include "base/url.hpp"

#include <algorithm>
#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <charconv>

namespace planekeeper {

namespace urls = boost::urls;

std::optional<Url> Url::parse(std::string_view text) {
    const auto parsed = urls::parse_uri(text);
    // RFC 3986 reserves the form "[v…]" for future addresses; it has no meaning yet.
    if (!parsed || !parsed->has_authority() || parsed->host_type() == urls::host_type::ipvfuture) return std::nullopt;
    // Boost 1.81 takes text after the digits of a port for a path.
    if (!parsed->encoded_path().empty() && !parsed->encoded_path().starts_with('/')) return std::nullopt;
    // RFC 6874: newer versions of Boost take a zone, "[fe80::1%25eth0]". It has a meaning on one node only.
    if (parsed->host_type() == urls::host_type::ipv6 && parsed->encoded_host().contains('%')) return std::nullopt;
    Url url;
    url.scheme = parsed->scheme();
    url.user = parsed->encoded_userinfo();
    url.host = parsed->encoded_host();
    if (parsed->host_type() == urls::host_type::ipv6) url.host = url.host.substr(1, url.host.size() - 2);
    if (parsed->has_port()) url.port = parsed->port();
    url.path = parsed->encoded_path();
    url.target = parsed->encoded_target();
    url.fragment = parsed->encoded_fragment();
    return url;
}

std::uint16_t Url::port_or(std::uint16_t standard) const {
    std::uint16_t number = standard;
    if (port) std::from_chars(port->data(), port->data() + port->size(), number);
    return number;
}

std::optional<RequestTarget> RequestTarget::parse(std::string_view text) {
    const auto parsed = urls::parse_origin_form(text);
    if (!parsed) return std::nullopt;
    RequestTarget target{.path = std::string{std::string_view{parsed->encoded_path()}}, .parameters = {}};
    for (const auto& parameter : parsed->params()) target.parameters.emplace_back(parameter.key, parameter.value);
    return target;
}

std::optional<std::string> RequestTarget::value(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
}

std::string path_segment(std::string_view name) {
    const bool steps = name == "." || name == "..";
    const auto plain = steps ? urls::unreserved_chars - '~' - '.' : urls::unreserved_chars - '~';
    urls::encoding_opts options;
    options.lower_case = true;
    return urls::encode(name, plain, options);
}

std::optional<std::string_view> unix_socket_path(std::string_view endpoint) {
    constexpr std::string_view scheme = "unix://";
    return endpoint.starts_with(scheme) ? std::optional(endpoint.substr(scheme.size())) : std::nullopt;
}

}  // namespace planekeeper
