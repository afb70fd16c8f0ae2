#include "model/observed.hpp"

#include <algorithm>

namespace planekeeper::model {

bool MaterialFacts::any_present() const {
    return std::ranges::any_of(files, [](const auto& entry) { return entry.second.presence != Presence::absent; });
}

bool MaterialFacts::all_present() const {
    return !files.empty() &&
           std::ranges::all_of(files, [](const auto& entry) { return entry.second.presence == Presence::present; });
}

}  // namespace planekeeper::model
