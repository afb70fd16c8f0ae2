#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace planekeeper::cli {

struct DaemonReply {
    int status = 0;
    std::string body;
};

/// Talks to planekeeperd over its socket; daemon/planekeeper.cpp has the real client. Any HTTP status is a reply.
/// Errors: not_found (no socket), permission (the socket may not be opened), transient (nobody listens, timeout),
/// conflict (busy).
class DaemonClient {
public:
    DaemonClient() = default;
    DaemonClient(const DaemonClient&) = delete;
    DaemonClient& operator=(const DaemonClient&) = delete;
    virtual ~DaemonClient() = default;

    [[nodiscard]] virtual Result<DaemonReply> get(const std::string& target) = 0;
    [[nodiscard]] virtual Result<DaemonReply> post(const std::string& target) = 0;

    /// Hands over each server-sent event (its lines, without the blank one) as it comes, until `on_event` says false or
    /// the daemon ends the stream. A status other than 200 is an error with the body as its message.
    [[nodiscard]] virtual Result<void> stream(const std::string& target,
                                              const std::function<bool(std::string_view)>& on_event) = 0;
};

}  // namespace planekeeper::cli
