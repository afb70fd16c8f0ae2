#include "measured_facts.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace planekeeper::kubernetes::test {

const YAML::Node& measured_facts() {
    static const YAML::Node facts =
        YAML::LoadFile(std::string{PLANEKEEPER_SOURCE_DIR} + "/tests/unit/kubernetes/facts/kubernetes-facts.yaml");
    return facts;
}

int minor_of(const YAML::Node& text) { return std::stoi(text.as<std::string>().substr(2)); }

Minors minors_of(const YAML::Node& pair) {
    const bool map = pair.IsMap();
    const YAML::Node from = map ? pair["from"] : pair[0];
    const YAML::Node to = map ? pair["to"] : pair[1];
    return {minor_of(from), to.IsNull() ? still : minor_of(to)};
}

std::vector<Minors> all_minors_of(const YAML::Node& pairs) {
    std::vector<Minors> all;
    for (const auto& pair : pairs) all.push_back(minors_of(pair));
    return all;
}

bool holds_in(const YAML::Node& pairs, int minor) {
    return std::ranges::any_of(all_minors_of(pairs), [&](const auto& minors) { return minors.contains(minor); });
}

bool flag_is_measured(const std::string& name, int minor) {
    const auto flag = measured_facts()["flags"][name];
    return flag && minors_of(flag).contains(minor);
}

const MeasuredGate* measured_gate(const std::string& name, int minor) {
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
