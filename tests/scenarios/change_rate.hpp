#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/snapshot.hpp"

namespace planekeeper::scenarios {

/// Checked in every scenario: without a changed input nothing is changed more than three times within an hour of the
/// node's time. Repairs of drift that a test has made do not count, and the count starts again with a new desired
/// state.
class ChangeRate {
public:
    void see(const model::Event& event, SteadyTime now) {
        if (event.reason == "DesiredStateAccepted") forget();
        const bool changed = event.type == model::EventType::normal && !event.resource.empty() &&
                             event.reason != "Repaired" && event.reason != "Ready";
        if (!changed) return;
        auto& times = changes_[event.resource + " " + event.message];
        std::erase_if(times, [now](SteadyTime at) { return now - at >= std::chrono::hours{1}; });
        times.push_back(now);
        if (times.size() > most) {
            on_excess(event.reason + " " + std::to_string(times.size()) + " times within an hour: " + event.resource +
                      ": " + event.message);
        }
    }
    /// Somebody has changed an input.
    void forget() { changes_.clear(); }

    std::function<void(const std::string&)> on_excess = [](const std::string& what) { ADD_FAILURE() << what; };

private:
    static constexpr std::size_t most = 3;
    std::map<std::string, std::vector<SteadyTime>> changes_;
};

}  // namespace planekeeper::scenarios
