#pragma once

#include <cstdint>
#include <functional>
#include <string>

// Requests to the daemon from this machine, and its responses.

namespace planekeeper::edges {

/// The process at the other end of the socket, as the kernel says (SO_PEERCRED); it is never looked up by pid.
struct LocalPeer {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool in_group = false;  ///< the reading group is gid, or a supplementary group of the process
};

struct LocalRequest {
    std::string method;
    std::string target;  ///< path and query
    std::string body;
    std::string last_event_id;  ///< value of the Last-Event-ID header; empty without one
};

struct LocalResponse {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    bool stream = false;  ///< server-sent events: `body` is sent first, then all data of publish()
    std::string allow;    ///< value of the Allow header, for 405; empty: no such header
};

/// Runs on the loop's thread for each complete request. Must not block.
using LocalResponder = std::function<LocalResponse(const LocalRequest&, const LocalPeer&)>;

}  // namespace planekeeper::edges
