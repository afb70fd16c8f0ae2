#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "kubernetes/minors.hpp"

// facts/kubernetes-facts.yaml: what sixteen real API servers said of themselves. The tables of the room and everything
// rendered are held against it; what is known better than there is listed in the test, with the reason.

namespace planekeeper::kubernetes::test {

[[nodiscard]] const YAML::Node& measured_facts();

/// "1.25" is 25.
[[nodiscard]] int minor_of(const YAML::Node& text);

/// ["1.20", null] or {from, to}: null is "still".
[[nodiscard]] Minors minors_of(const YAML::Node& pair);
[[nodiscard]] std::vector<Minors> all_minors_of(const YAML::Node& pairs);
[[nodiscard]] bool holds_in(const YAML::Node& pairs, int minor);

[[nodiscard]] bool flag_is_measured(const std::string& name, int minor);

/// What a feature gate is in a minor. Nothing is known of 1.22 for many of them, and of 1.37 from a list only.
struct MeasuredGate {
    std::string stage;
    bool by_default = false;
    bool locked = false;
    friend bool operator==(const MeasuredGate&, const MeasuredGate&) = default;
};
[[nodiscard]] const MeasuredGate* measured_gate(const std::string& name, int minor);

}  // namespace planekeeper::kubernetes::test
