#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "edges/http_client.hpp"

namespace planekeeper::linux_edges {

/// The command line's end of the socket. Blocking; one connection per call.
class UnixHttpClient {
public:
    /// `timeout` limits each silence of the server, not the whole call.
    explicit UnixHttpClient(std::string path, std::chrono::milliseconds timeout = std::chrono::seconds(5))
        : path_(std::move(path)), timeout_(timeout) {}

    /// Any HTTP status is a response. Errors: not_found (no socket), transient (nobody listens, timeout), conflict (the
    /// listener's backlog stays full), permission, invalid (path too long).
    [[nodiscard]] Result<edges::HttpResponse> request(const std::string& method, const std::string& target) const;

    /// Server-sent events: `on_event` gets each complete event (its lines without the blank one) and returns whether to
    /// continue. Returns when `on_event` returns false or the server ends the stream. A status other than 200 is an
    /// error with the body as its message (403: permission; 404: not_found; otherwise transient).
    [[nodiscard]] Result<void> stream(const std::string& target,
                                      const std::function<bool(std::string_view)>& on_event) const;

private:
    std::string path_;
    std::chrono::milliseconds timeout_;
};

}  // namespace planekeeper::linux_edges
