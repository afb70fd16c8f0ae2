#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "facts/minors.hpp"

// lib/facts/data/kube-apiserver.yaml: what sixteen real API servers said of themselves. The tables of facts and everything
// rendered are held against it; what is known better than there is listed in the test, with the reason.

namespace planekeeper::kubernetes::test {

/// The same of kube-scheduler.
inline const YAML::Node& measured_facts_of_scheduler() {
    static const YAML::Node facts =
        YAML::LoadFile(std::string{PLANEKEEPER_SOURCE_DIR} + "/lib/facts/data/kube-scheduler.yaml");
    return facts;
}

inline const YAML::Node& measured_facts() {
    static const YAML::Node facts =
        YAML::LoadFile(std::string{PLANEKEEPER_SOURCE_DIR} + "/lib/facts/data/kube-apiserver.yaml");
    return facts;
}

/// "1.25" is 25.
inline int minor_of(const YAML::Node& text) { return std::stoi(text.as<std::string>().substr(2)); }

/// ["1.20", null] or {from, to}: null is "still".
inline Minors minors_of(const YAML::Node& pair) {
    const bool map = pair.IsMap();
    const YAML::Node from = map ? pair["from"] : pair[0];
    const YAML::Node to = map ? pair["to"] : pair[1];
    return {minor_of(from), to.IsNull() ? still : minor_of(to)};
}

inline std::vector<Minors> all_minors_of(const YAML::Node& pairs) {
    std::vector<Minors> all;
    for (const auto& pair : pairs) all.push_back(minors_of(pair));
    return all;
}

inline bool holds_in(const YAML::Node& pairs, int minor) {
    return std::ranges::any_of(all_minors_of(pairs), [&](const auto& minors) { return minors.contains(minor); });
}

inline bool flag_is_measured(const std::string& name, int minor) {
    const auto flag = measured_facts()["flags"][name];
    return flag && minors_of(flag).contains(minor);
}

/// What a feature gate is in a minor. Nothing is known of 1.22 for many of them, and of 1.37 from a list only.
struct MeasuredGate {
    std::string stage;
    bool by_default = false;
    bool locked = false;
    friend bool operator==(const MeasuredGate&, const MeasuredGate&) = default;
};
inline const MeasuredGate* measured_gate(const std::string& name, int minor) {
    static const auto gates = [] {
        std::map<std::pair<std::string, int>, MeasuredGate> all;
        for (const auto& gate : measured_facts()["feature_gates"]) {
            for (const auto& row : gate.second) {
                for (int known = minor_of(row[0]); known <= minor_of(row[1]); ++known) {
                    all[{gate.first.as<std::string>(), known}] = {row[2].as<std::string>(), row[3].as<bool>(),
                                                                  row[4].as<bool>()};
                }
            }
        }
        return all;
    }();
    const auto found = gates.find({name, minor});
    return found == gates.end() ? nullptr : &found->second;
}

}  // namespace planekeeper::kubernetes::test
