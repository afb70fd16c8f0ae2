#pragma once

#include <deque>
#include <functional>
#include <string>

#include "model/snapshot.hpp"

namespace planekeeper::reconcile {

/// What happened, for people: kept for the last few hundred events, handed to whoever listens, and written to the log
/// once, here, as "event=REASON resource=… message=\"…\"", one line that can be parsed whatever a name or a message holds.
class EventLog {
public:
    using Listener = std::function<void(const model::Event&)>;

    void set_listener(Listener listener) { listener_ = std::move(listener); }

    void add(model::EventType type, std::string reason, std::string resource, std::string message, SystemTime time);

    [[nodiscard]] const std::deque<model::Event>& recent() const noexcept { return recent_; }

private:
    static constexpr std::size_t kept = 256;

    std::deque<model::Event> recent_;
    std::uint64_t sequence_ = 0;
    Listener listener_;
};

}  // namespace planekeeper::reconcile
