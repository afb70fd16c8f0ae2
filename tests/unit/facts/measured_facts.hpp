#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "facts/minors.hpp"

// The measured facts about kube-apiserver in lib/facts/data. All rendered files are checked against them.

namespace planekeeper::kubernetes::test {

inline const YAML::Node& measured_facts() {
    static const YAML::Node facts =
        YAML::LoadFile(std::string{PLANEKEEPER_SOURCE_DIR} + "/lib/facts/data/kube-apiserver.yaml");
    return facts;
}

/// Turns "1.25" into 25.
inline int minor_of(const YAML::Node& text) { return std::stoi(text.as<std::string>().substr(2)); }

/// Reads ["1.20", null] as {from, to}; null means "still".
inline Minors minors_of(const YAML::Node& pair) {
    const bool map = pair.IsMap();
    const YAML::Node from = map ? pair["from"] : pair[0];
    const YAML::Node to = map ? pair["to"] : pair[1];
    return {minor_of(from), to.IsNull() ? still : minor_of(to)};
}

inline bool flag_is_measured(const std::string& name, int minor) {
    const auto flag = measured_facts()["flags"][name];
    return flag && minors_of(flag).contains(minor);
}

/// The state of a feature gate in a minor.
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
                const auto minors = minors_of(row);
                for (int known = minors.first; known <= std::min(minors.last, newest_minor); ++known) {
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
