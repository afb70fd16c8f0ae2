#include "reconcile/event_log.hpp"

#include <spdlog/spdlog.h>

namespace planekeeper::reconcile {

void EventLog::add(model::EventType type, std::string reason, std::string resource, std::string message,
                   SystemTime time) {
    const auto level = type == model::EventType::warning ? spdlog::level::warn : spdlog::level::info;
    spdlog::log(level, "event={} resource={} message=\"{}\"", reason, resource.empty() ? "-" : resource, message);
    recent_.push_back({.sequence = ++sequence_,
                       .time = time,
                       .type = type,
                       .resource = std::move(resource),
                       .reason = std::move(reason),
                       .message = std::move(message)});
    if (recent_.size() > kept) recent_.pop_front();
    if (listener_) listener_(recent_.back());
}

}  // namespace planekeeper::reconcile
