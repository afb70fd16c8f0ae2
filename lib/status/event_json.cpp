#include "status/event_json.hpp"

#include <fmt/format.h>

#include "status/json_fields.hpp"

namespace planekeeper::model {

BOOST_DESCRIBE_STRUCT(Event, (), (sequence, time, type, resource, reason, message))

}  // namespace planekeeper::model

namespace planekeeper::status {

std::string event_json(const model::Event& event) {
    auto json = record("Event");
    Fields::write_members(event, json);
    return dump(json);
}

Result<model::Event> event_from_json(std::string_view text) {
    const auto json = parse_record(text, "Event");
    if (!json) return fail(json.error());
    model::Event event;
    Fields::read_members(*json, event);
    return event;
}

std::string event_frame(const model::Event& event) {
    // One line of data is enough: JSON has no raw line breaks.
    return fmt::format("id: {}\nevent: Event\ndata: {}\n\n", event.sequence, event_json(event));
}

}  // namespace planekeeper::status
