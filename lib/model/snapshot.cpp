#include "model/snapshot.hpp"

namespace planekeeper::model {

std::string_view to_string(ConditionStatus status) noexcept {
    switch (status) {
        case ConditionStatus::yes: return "True";
        case ConditionStatus::no: return "False";
        case ConditionStatus::unknown: return "Unknown";
    }
    return "Unknown";
}

}  // namespace planekeeper::model
