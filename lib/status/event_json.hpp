#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::status {

/// {"apiVersion":"planekeeper/v1alpha1","kind":"Event",…}, one line.
[[nodiscard]] std::string event_json(const model::Event& event);

/// Error: invalid (not an Event record of this API version).
[[nodiscard]] Result<model::Event> event_from_json(std::string_view text);

/// The event as one server-sent event (id, event, data, blank line), for each open stream of the socket.
[[nodiscard]] std::string event_frame(const model::Event& event);

}  // namespace planekeeper::status
