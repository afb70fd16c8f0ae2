#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "edges/local_request.hpp"
#include "model/origin.hpp"
#include "model/snapshot.hpp"

// Answers the requests of the unix socket. Uses no sockets and never waits: every answer comes from the latest
// snapshot. So a GET never starts a look at the node, and changes nothing, not even a timer. A POST asks the loop for a
// pass.

namespace planekeeper::status {

/// The sources of the answers. All are called on the loop's thread, within route().
struct StatusSources {
    std::function<const model::Snapshot&()> snapshot;
    std::function<std::vector<model::Explanation>()> explanations;  ///< of the desired state in force
    std::function<std::vector<model::Event>()> recent_events;       ///< oldest first
    std::function<bool()> passes_happen;                            ///< false: the loop is stuck or not started
    std::function<void()> request_reconcile;                        ///< pokes and does not wait, as do the next two
    std::function<void()> request_retry;                            ///< also retries what failed for good
    std::function<void()> begin_new_cluster;                        ///< ignores all signs of an earlier life
};

/// For root and the reading group: GET /v1/status, /v1/plan, /v1/provenance, /v1/events (?since=N, ?follow=false) and
/// /healthz. For root: POST /v1/reconcile, /v1/retry and /v1/new-cluster. Any other request gets an Error record: 403,
/// 404, 405 or 400.
class StatusRouter {
public:
    explicit StatusRouter(StatusSources sources) : sources_(std::move(sources)) {}

    [[nodiscard]] edges::LocalResponse route(const edges::LocalRequest& request, const edges::LocalPeer& peer) const;

private:
    [[nodiscard]] edges::LocalResponse status() const;
    [[nodiscard]] edges::LocalResponse plan() const;
    [[nodiscard]] edges::LocalResponse provenance() const;
    enum class Stream { ends, goes_on };
    [[nodiscard]] edges::LocalResponse events(std::uint64_t after, Stream stream) const;
    [[nodiscard]] edges::LocalResponse health() const;
    /// Hands a request of root to the loop, whose next pass carries it out.
    [[nodiscard]] edges::LocalResponse accept(const edges::LocalPeer& peer, const std::function<void()>& request) const;

    StatusSources sources_;
};

}  // namespace planekeeper::status
