#pragma once

#include <cstdint>
#include <functional>
#include <string>

// What somebody on this machine asks the daemon, and what is answered.

namespace planekeeper::edges {

/// Who is at the other end of the socket, as the kernel says (SO_PEERCRED), never by pid.
struct LocalPeer {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool in_group = false;  ///< gid, or a supplementary group of uid, is the reading group
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
    bool stream = false;  ///< server-sent events: `body` is sent first, then whatever publish() brings
    std::string allow;    ///< value of the Allow header, for 405; empty: no such header
};

/// Called on the loop's thread for each complete request; must not block.
using LocalResponder = std::function<LocalResponse(const LocalRequest&, const LocalPeer&)>;

}  // namespace planekeeper::edges
