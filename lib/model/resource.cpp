#include "model/resource.hpp"

namespace planekeeper::model {

std::string to_string(const ResourceId& id) { return std::string{to_string(id.kind)} + "/" + id.name; }

std::string_view to_string(State state) noexcept {
    switch (state) {
        case State::ready: return "Ready";
        case State::progressing: return "Progressing";
        case State::pending: return "Pending";
        case State::degraded: return "Degraded";
        case State::failed: return "Failed";
        case State::unknown: return "Unknown";
    }
    return "Unknown";
}

}  // namespace planekeeper::model
