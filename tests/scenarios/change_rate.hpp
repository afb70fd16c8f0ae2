#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "model/snapshot.hpp"

namespace planekeeper::scenarios {

/// Law 15 on every scenario: nothing is changed more than three times within an hour of the node's time without an input
/// that changed. A repair of drift, which a test has made, does not count. Nor does what was before another desired
/// state.
class ChangeRate {
public:
    void see(const model::Event& event, SteadyTime now) {
        if (event.reason == "DesiredStateAccepted") changes_.clear();
        const bool changed = event.type == model::EventType::normal && !event.resource.empty() &&
                             event.reason != "Repaired" && event.reason != "Ready";
        if (!changed) return;
        auto& times = changes_[event.resource + " " + event.message];
        std::erase_if(times, [now](SteadyTime at) { return now - at >= std::chrono::hours{1}; });
        times.push_back(now);
        if (times.size() > most) {
            ADD_FAILURE() << event.reason << " " << times.size() << " times within an hour: " << event.resource << ": "
                          << event.message;
        }
    }

private:
    static constexpr std::size_t most = 3;
    std::map<std::string, std::vector<SteadyTime>> changes_;
};

}  // namespace planekeeper::scenarios
