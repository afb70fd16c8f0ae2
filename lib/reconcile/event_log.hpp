#pragma once

#include <deque>
#include <functional>
#include <string>

#include "model/snapshot.hpp"

namespace planekeeper::reconcile {

/// The events for people. Keeps the last few hundred, gives each to the listener, and writes each to the log once, as
/// "event=REASON resource=… message=\"…\"". The line can be parsed whatever a name or a message contains.
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
