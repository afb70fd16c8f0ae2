#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Reads and writes URLs and targets of HTTP requests as RFC 3986 says.

namespace planekeeper {

/// A URL with a host. The parts point into the parsed text and are not decoded.
struct Url {
    std::string_view scheme;
    std::string_view user;  ///< with the password
    std::string_view host;  ///< without the brackets of IPv6
    std::optional<std::string_view> port;
    std::string_view path;
    std::string_view target;  ///< path and query
    std::string_view fragment;

    /// nullopt: the text is no URL, has no host ("mailto:a"), or its port is no number.
    [[nodiscard]] static std::optional<Url> parse(std::string_view text);
    /// The port, or `standard` when there is none or the number is no valid port.
    [[nodiscard]] std::uint16_t port_or(std::uint16_t standard) const;
};

/// The target of a request, as in "/v1/events?since=3".
struct RequestTarget {
    std::string path;                                             ///< not decoded
    std::vector<std::pair<std::string, std::string>> parameters;  ///< decoded

    /// nullopt: the text does not begin with '/' or is no valid target.
    [[nodiscard]] static std::optional<RequestTarget> parse(std::string_view text);
    /// The value of the first parameter with this name; nullopt: there is no such parameter.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

/// Encodes a name as one segment of a path, so that the name cannot add a segment or a query.
[[nodiscard]] std::string path_segment(std::string_view name);

/// "/run/a.sock" for "unix:///run/a.sock"; nullopt for any other endpoint.
[[nodiscard]] std::optional<std::string_view> unix_socket_path(std::string_view endpoint);

}  // namespace planekeeper
