#include "status/event_json.hpp"

#include "status/json_fields.hpp"

namespace planekeeper::status {

std::string event_json(const model::Event& event) {
    auto json = record("Event");
    json["sequence"] = event.sequence;
    json["time"] = time_field(event.time);
    json["type"] = event.type == model::EventType::warning ? "Warning" : "Normal";
    json["resource"] = event.resource;
    json["reason"] = event.reason;
    json["message"] = event.message;
    return dump(json);
}

Result<model::Event> event_from_json(std::string_view text) {
    const auto json = parse_record(text, "Event");
    if (!json) return fail(json.error());
    model::Event event;
    event.sequence = number_at(*json, "sequence");
    event.time = time_at(*json, "time");
    event.type = text_at(*json, "type") == "Warning" ? model::EventType::warning : model::EventType::normal;
    event.resource = text_at(*json, "resource");
    event.reason = text_at(*json, "reason");
    event.message = text_at(*json, "message");
    return event;
}

std::string event_frame(const model::Event& event) {
    // One line of data is enough: JSON has no raw line breaks.
    return "id: " + std::to_string(event.sequence) + "\nevent: Event\ndata: " + event_json(event) + "\n\n";
}

}  // namespace planekeeper::status
