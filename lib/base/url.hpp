#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// URLs, the targets of HTTP requests, and names within them, read and written as RFC 3986 says.

namespace planekeeper {

/// A URL with a host. The parts are as they are written, and live as long as the text.
struct Url {
    std::string_view scheme;
    std::string_view user;  ///< with the password
    std::string_view host;  ///< without the brackets of IPv6
    std::optional<std::string_view> port;
    std::string_view path;
    std::string_view target;  ///< path and query
    std::string_view fragment;

    /// nullopt: no URL, one without a host such as "mailto:a", or one of a port that is no number.
    [[nodiscard]] static std::optional<Url> parse(std::string_view text);
    /// The standard one, too, where what is written fits into no port.
    [[nodiscard]] std::uint16_t port_or(std::uint16_t standard) const;
};

/// The target of a request, as in "/v1/events?since=3".
struct RequestTarget {
    std::string path;                                             ///< as it is written
    std::vector<std::pair<std::string, std::string>> parameters;  ///< decoded

    /// nullopt: no target that begins with '/'.
    [[nodiscard]] static std::optional<RequestTarget> parse(std::string_view text);
    /// Of the first parameter of this name; nullopt: there is none.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

/// A name as one segment of a path: it never becomes another path or a query.
[[nodiscard]] std::string path_segment(std::string_view name);

/// "/run/a.sock" of "unix:///run/a.sock"; nullopt: of anything else.
[[nodiscard]] std::optional<std::string_view> unix_socket_path(std::string_view endpoint);

}  // namespace planekeeper
