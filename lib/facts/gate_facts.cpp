#include "facts/gate_facts.hpp"

#include <algorithm>

#include "facts/gate_table.hpp"

namespace planekeeper::kubernetes {

std::string_view gate_source() {
    return "the gates of running servers, v1.20, v1.21 and v1.23 to v1.36; v1.22.17 and v1.37.2: pkg/features, "
           "k8s.io/apiserver, k8s.io/apiextensions-apiserver, k8s.io/component-base and k8s.io/client-go";
}

std::span<const GateFact> gate_facts() { return gate_table(); }

std::span<const GateFact> rows_of_gate(std::string_view name) {
    const auto rows = std::ranges::equal_range(gate_facts(), name, {}, &GateFact::name);
    return {rows.begin(), rows.end()};
}

const GateFact* gate_in(std::string_view name, int minor) {
    for (const auto& row : rows_of_gate(name)) {
        if (row.known.contains(minor)) return &row;
    }
    return nullptr;
}

std::vector<std::string> gates_of(int minor) {
    std::vector<std::string> names;
    for (const auto& row : gate_facts()) {
        if (row.known.contains(minor)) names.emplace_back(row.name);
    }
    return names;
}

}  // namespace planekeeper::kubernetes
