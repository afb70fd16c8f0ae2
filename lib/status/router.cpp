#include "status/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

#include "base/url.hpp"
#include "status/event_json.hpp"
#include "status/plan_json.hpp"
#include "status/provenance_json.hpp"
#include "status/reply_json.hpp"
#include "status/snapshot_json.hpp"

namespace planekeeper::status {

namespace {

using edges::LocalPeer;
using edges::LocalRequest;
using edges::LocalResponse;

enum class Endpoint { status, plan, provenance, events, health, reconcile, retry, new_cluster };

struct Route {
    std::string_view path;
    std::string_view method;
    Endpoint endpoint;
};

constexpr std::array routes = {
    Route{"/v1/status", "GET", Endpoint::status},         Route{"/v1/plan", "GET", Endpoint::plan},
    Route{"/v1/provenance", "GET", Endpoint::provenance}, Route{"/v1/events", "GET", Endpoint::events},
    Route{"/healthz", "GET", Endpoint::health},           Route{"/v1/reconcile", "POST", Endpoint::reconcile},
    Route{"/v1/retry", "POST", Endpoint::retry},          Route{"/v1/new-cluster", "POST", Endpoint::new_cluster},
};

LocalResponse answer(int status, std::string body) {
    LocalResponse response;
    response.status = status;
    response.body = std::move(body);
    response.body += '\n';
    return response;
}

LocalResponse refuse(int status, std::string_view reason, std::string_view message) {
    return answer(status, error_json(reason, message));
}

LocalResponse method_not_allowed(const Route& route) {
    auto response = refuse(405, "MethodNotAllowed", fmt::format("{} answers {} only", route.path, route.method));
    response.allow = route.method;
    return response;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Events after this sequence number are wanted. The header of a returning client wins over its query. nullopt: not a
/// number.
std::optional<std::uint64_t> events_after(const LocalRequest& request, const RequestTarget& target) {
    if (!request.last_event_id.empty()) return number(request.last_event_id);
    const auto since = target.value("since");
    return since ? number(*since) : std::uint64_t{0};
}

}  // namespace

LocalResponse StatusRouter::route(const LocalRequest& request, const LocalPeer& peer) const {
    const bool is_root = peer.uid == 0;
    if (!is_root && !peer.in_group) {
        return refuse(403, "Forbidden", "only root and members of the group of the socket may ask");
    }
    const auto target = RequestTarget::parse(request.target).value_or(RequestTarget{});
    const auto* found = std::ranges::find(routes, target.path, &Route::path);
    if (found == routes.end()) {
        std::string paths;
        for (const auto& route : routes) paths += fmt::format("{}{}", paths.empty() ? "" : ", ", route.path);
        return refuse(404, "NotFound", fmt::format("there are {}", paths));
    }
    if (request.method != found->method) return method_not_allowed(*found);
    switch (found->endpoint) {
        case Endpoint::status: return status();
        case Endpoint::plan: return plan();
        case Endpoint::provenance: return provenance();
        case Endpoint::health: return health();
        case Endpoint::events: {
            const auto after = events_after(request, target);
            if (!after) return refuse(400, "BadRequest", "since and Last-Event-ID are sequence numbers of events");
            return events(*after, target.value("follow") == "false" ? Stream::ends : Stream::goes_on);
        }
        case Endpoint::reconcile: return accept(peer, sources_.request_reconcile);
        case Endpoint::retry: return accept(peer, sources_.request_retry);
        case Endpoint::new_cluster: return accept(peer, sources_.begin_new_cluster);
    }
    return refuse(500, "InternalError", "endpoint without an answer");
}

LocalResponse StatusRouter::status() const { return answer(200, to_json(sources_.snapshot())); }

LocalResponse StatusRouter::plan() const { return answer(200, plan_json(plan_report(sources_.snapshot()))); }

LocalResponse StatusRouter::provenance() const {
    return answer(200, provenance_json({sources_.snapshot().desired_state_file, sources_.explanations()}));
}

LocalResponse StatusRouter::events(std::uint64_t after, Stream stream) const {
    const auto recent = sources_.recent_events();
    // Numbers start again with the daemon: a client with a higher number has seen another run, and gets all events.
    if (recent.empty() || after > recent.back().sequence) after = 0;
    LocalResponse response;
    response.content_type = "text/event-stream";
    response.stream = stream == Stream::goes_on;
    // This comment shows the client an open stream before the first event.
    response.body = ": planekeeper events\n\n";
    for (const auto& event : recent) {
        if (event.sequence > after) response.body += event_frame(event);
    }
    return response;
}

LocalResponse StatusRouter::health() const {
    if (!sources_.passes_happen()) {
        return refuse(503, "NoPasses", "the last pass ended too long ago, or none has ended yet");
    }
    auto response = answer(200, "ok");
    response.content_type = "text/plain";
    return response;
}

LocalResponse StatusRouter::accept(const LocalPeer& peer, const std::function<void()>& request) const {
    if (peer.uid != 0) return refuse(403, "Forbidden", "only root may ask for a pass");
    const auto passes = sources_.snapshot().counters.passes;
    request();
    return answer(202, accepted_json(passes));
}

}  // namespace planekeeper::status
